using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Groups of neighbouring elements, loaded and stored as vectors and transposed.</summary>
internal sealed partial class LoopEmitter
{
    private const int LanesOfQuad = 4;

    private readonly HashSet<LaneQuad> loadedQuads = new(ReferenceEqualityComparer.Instance);

    /// <summary>Loads all members of a group when the first of them is due.</summary>
    private void EmitLoadQuad(LaneQuad quad, int count)
    {
        if (!loadedQuads.Add(quad))
            return;
        int vectors = kernel.Lanes / LanesOfQuad;
        var results = Array.ConvertAll(quad.Members, _ => new Place[count * vectors]);
        for (int i = 0; i < count * vectors; i++)
        {
            var halves = EmitHalves(
                row => EmitTemporary(DType.Float64, () =>
                {
                    EmitAddress(quad.First, points[i / vectors], i % vectors * LanesOfQuad + row);
                    EmitLoadVector(DType.Float64);
                }),
                row => il.Emit(OpCodes.Ldloc, row),
                row => locals.Give(row),
                quad.Members);
            EmitElements(halves, quad.Members, (member, emit) =>
            {
                bool isLocal = Reserve(valueOfLoad[quad.Members[member]], 0);
                results[member][i] = EmitToPlace(DType.Float64, isLocal, emit);
            });
        }

        for (int member = 0; member < LanesOfQuad; member++)
            if (quad.Members[member] >= 0)
                SetPlaces(valueOfLoad[quad.Members[member]], results[member]);
    }

    private void EmitStoreQuad(LaneQuad quad, int count, bool isStreamed)
    {
        int vectors = kernel.Lanes / LanesOfQuad;
        bool isThree = quad.Members[3] < 0;
        for (int i = 0; i < count * vectors; i++)
        {
            // An empty place repeats a value; the store of three leaves it out.
            var halves = EmitHalves(
                member => kernel.Program.Results[quad.Members[quad.Members[member] < 0 ? 0 : member]],
                result => EmitVector(result, i / vectors, i % vectors),
                _ => { },
                [0, 0, 0, 0]);
            EmitElements(halves, [0, 0, 0, 0], (row, emit) =>
            {
                EmitAddress(quad.First, points[i / vectors], i % vectors * LanesOfQuad + row);
                emit();
                if (isThree)
                    il.Emit(OpCodes.Call, VectorMethods.StoreThree);
                else
                    EmitStoreVector(DType.Float64, isStreamed);
            });
        }
    }

    /// <summary>
    /// The first half of a transposition of four vectors: pairs of elements of the first two and of the last two, even ones then odd ones;
    /// null where no element of <paramref name="wanted"/> needs them.
    /// </summary>
    private LocalBuilder?[] EmitHalves<T>(Func<int, T> make, Action<T> emit, Action<T> free, int[] wanted)
    {
        var halves = new LocalBuilder?[LanesOfQuad];
        for (int pair = 0; pair < LanesOfQuad; pair += 2)
        {
            T first = make(pair), second = make(pair + 1);
            for (int odd = 0; odd < 2; odd++)
                if (wanted[odd] >= 0 || wanted[odd + 2] >= 0)
                    halves[pair + odd] = EmitTemporary(DType.Float64, () =>
                    {
                        emit(first);
                        emit(second);
                        il.Emit(OpCodes.Call, VectorMethods.Unpack(odd == 1));
                    });
            free(first);
            free(second);
        }

        return halves;
    }

    /// <summary>The second half: the vectors of the first, second, third and fourth elements, those of them that are wanted.</summary>
    private void EmitElements(LocalBuilder?[] halves, int[] wanted, Action<int, Action> use)
    {
        for (int odd = 0; odd < 2; odd++)
        {
            if (halves[odd] is not { } lower || halves[odd + 2] is not { } upper)
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
