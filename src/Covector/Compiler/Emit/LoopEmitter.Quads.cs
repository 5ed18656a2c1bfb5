using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Groups of neighbouring elements, loaded and stored as vectors and transposed.</summary>
internal sealed partial class LoopEmitter
{
    private const int LanesOfQuad = 4;

    /// <summary>Transposed are four vectors of four numbers.</summary>
    private static readonly Type QuadVector = VectorMethods.VectorOf(DType.Float64);

    private readonly HashSet<LaneQuad> loadedQuads = new(ReferenceEqualityComparer.Instance);

    /// <summary>Loads all members of a group when the first of them is due.</summary>
    private void EmitLoadQuad(LaneQuad quad, int count)
    {
        if (!loadedQuads.Add(quad))
            return;
        int vectors = Vectors(valueOfLoad[Array.Find(quad.Members, m => m >= 0)]);
        var results = Array.ConvertAll(quad.Members, _ => new Place[count * vectors]);
        for (int i = 0; i < count * vectors; i++)
        {
            var lower = new LocalBuilder[LanesOfQuad];
            for (int half = 0; half < Halves; half++)
            {
                var pairs = EmitPairs(
                    row => EmitTemporary(QuadVector, () =>
                    {
                        EmitAddress(quad.First, points[i / vectors], LaneOf(DType.Float64, i % vectors, half) + row);
                        EmitLoadVector(QuadVector);
                    }),
                    row => il.Emit(OpCodes.Ldloc, row),
                    locals.Give,
                    quad.Members);
                EmitElements(pairs, quad.Members, (member, emit) =>
                {
                    if (half < Halves - 1)
                    {
                        lower[member] = EmitTemporary(QuadVector, emit);
                        return;
                    }

                    bool isLocal = Reserve(valueOfLoad[quad.Members[member]], IsWide ? 1 : 0);
                    results[member][i] = EmitToPlace(DType.Float64, isLocal, () =>
                    {
                        if (IsWide)
                            il.Emit(OpCodes.Ldloc, lower[member]);
                        emit();
                        if (IsWide)
                            il.Emit(OpCodes.Call, WideVectorMethods.Join(DType.Float64));
                    });
                    if (IsWide)
                        locals.Give(lower[member]);
                });
            }
        }

        for (int member = 0; member < LanesOfQuad; member++)
            if (quad.Members[member] >= 0)
                SetPlaces(valueOfLoad[quad.Members[member]], results[member]);
    }

    private void EmitStoreQuad(LaneQuad quad, int count, bool isStreamed)
    {
        int vectors = Vectors(kernel.Program.Results[quad.Members[0]]);
        bool isThree = quad.Members[3] < 0;
        for (int i = 0; i < count * vectors; i++)
            for (int half = 0; half < Halves; half++)
            {
                // An empty place repeats a value; the store of three leaves it out.
                var pairs = EmitPairs(
                    member => kernel.Program.Results[quad.Members[quad.Members[member] < 0 ? 0 : member]],
                    result => EmitHalfOfVector(DType.Float64, half, () => EmitVector(result, i / vectors, i % vectors)),
                    _ => { },
                    [0, 0, 0, 0]);
                EmitElements(pairs, [0, 0, 0, 0], (row, emit) =>
                {
                    EmitAddress(quad.First, points[i / vectors], LaneOf(DType.Float64, i % vectors, half) + row);
                    emit();
                    if (isThree)
                        il.Emit(OpCodes.Call, VectorMethods.StoreThree);
                    else
                        EmitStoreVector(QuadVector, DType.Float64, isStreamed);
                });
            }
    }

    /// <summary>
    /// The first half of a transposition of four vectors: pairs of elements of the first two and of the last two, even ones then odd ones;
    /// null where no element of <paramref name="wanted"/> needs them.
    /// </summary>
    private LocalBuilder?[] EmitPairs<T>(Func<int, T> make, Action<T> emit, Action<T> free, int[] wanted)
    {
        var pairs = new LocalBuilder?[LanesOfQuad];
        for (int pair = 0; pair < LanesOfQuad; pair += 2)
        {
            T first = make(pair), second = make(pair + 1);
            for (int odd = 0; odd < 2; odd++)
                if (wanted[odd] >= 0 || wanted[odd + 2] >= 0)
                    pairs[pair + odd] = EmitTemporary(QuadVector, () =>
                    {
                        emit(first);
                        emit(second);
                        il.Emit(OpCodes.Call, VectorMethods.Unpack(odd == 1));
                    });
            free(first);
            free(second);
        }

        return pairs;
    }

    /// <summary>The second half: the vectors of the first, second, third and fourth elements, those of them that are wanted.</summary>
    private void EmitElements(LocalBuilder?[] pairs, int[] wanted, Action<int, Action> use)
    {
        for (int odd = 0; odd < 2; odd++)
        {
            if (pairs[odd] is not { } lower || pairs[odd + 2] is not { } upper)
                continue;
            for (int element = odd; element < LanesOfQuad; element += 2)
                if (wanted[element] >= 0)
                    use(element, () =>
                    {
                        il.Emit(OpCodes.Ldloc, lower);
                        il.Emit(OpCodes.Ldloc, upper);
                        il.Emit(OpCodes.Ldc_I4, element < 2 ? 0x20 : 0x31);
                        il.Emit(OpCodes.Call, VectorMethods.Halves);
                    });
            locals.Give(lower);
            locals.Give(upper);
        }
    }
}
