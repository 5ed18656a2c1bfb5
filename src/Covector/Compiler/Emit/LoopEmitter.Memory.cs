using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Covector.Compiler;

/// <summary>Loads and stores: of neighbours, of one element for all lanes, of elements that lie apart or are gathered.</summary>
internal sealed partial class LoopEmitter
{
    private void EmitLoad(Access access, int block, int vector)
    {
        if (access.Depth < Innermost)
        {
            EmitAddress(access, null, 0);
            EmitBroadcast(access.Type);
            return;
        }

        nint stride = access.Strides[Innermost - 1];
        if (access.IsGathered)
        {
            EmitFromRows(access, block, vector);
            return;
        }

        EmitAddress(access, points[block], vector * (vectorBytes / ExprChecker.Width(access.Type)));
        if (access.Type == DType.Bool && stride != 1)
        {
            LoadNative(stride);
            il.Emit(OpCodes.Call, VectorMethods.GatherMask(32 / kernel.Lanes));
        }
        else if (access.Type == DType.Bool)
        {
            il.Emit(OpCodes.Call, VectorMethods.LoadMask(32 / kernel.Lanes));
        }
        else if (stride == 1)
        {
            EmitLoadVector(access.Type);
        }
        else
        {
            EmitGathered(access.Type, stride);
        }
    }

    /// <summary>
    /// Elements at equal distances from the address on the stack, one lane each. (A method for it would be one of too many that the JIT
    /// inlines.)
    /// </summary>
    private void EmitGathered(DType type, nint stride)
    {
        var address = scratchAddress ??= il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Stloc, address);
        for (int lane = 0; lane < 32 / type.Size; lane++)
        {
            EmitLaneAddress(address, lane * stride * type.Size);
            il.Emit(LoadElement(type));
        }

        il.Emit(OpCodes.Call, VectorMethods.CreateFromElements(type));
    }

    /// <summary>A vector's lanes stored at equal distances.</summary>
    private void EmitScattered(DType type, nint stride, LocalBuilder vector, LocalBuilder address)
    {
        for (int lane = 0; lane < 32 / type.Size; lane++)
        {
            EmitLaneAddress(address, lane * stride * type.Size);
            il.Emit(OpCodes.Ldloc, vector);
            il.Emit(OpCodes.Ldc_I4, lane);
            il.Emit(OpCodes.Call, VectorMethods.GetElement(type));
            il.Emit(StoreElement(type));
        }
    }

    private void EmitLaneAddress(LocalBuilder address, nint offset)
    {
        il.Emit(OpCodes.Ldloc, address);
        if (offset == 0)
            return;
        LoadNative(offset);
        il.Emit(OpCodes.Add);
    }

    private static OpCode LoadElement(DType type) => type switch
    {
        DType.Float32 => OpCodes.Ldind_R4,
        DType.Float64 => OpCodes.Ldind_R8,
        DType.Int32 => OpCodes.Ldind_I4,
        _ => OpCodes.Ldind_I8,
    };

    private void EmitBroadcast(DType type)
    {
        if (type == DType.Bool)
        {
            il.Emit(OpCodes.Call, VectorMethods.BroadcastMask(32 / kernel.Lanes));
            return;
        }

        il.Emit(LoadElement(type));
        il.Emit(OpCodes.Call, Create(type));
    }

    private void EmitStore(Access access, int id, int count, bool isStreamed)
    {
        int vectors = Vectors(id);
        bool inner = access.Depth == Innermost;
        for (int i = 0; i < (inner ? count * vectors : 1); i++)
        {
            if (access.Type == DType.Bool)
            {
                // Masks of pairs of vectors are narrowed to one vector, which the store takes from there.
                EmitAddress(access, inner ? points[i / vectors] : null, 0);
                EmitOperand(id, 32 / kernel.Lanes, i / vectors, 0);
                if (inner && access.Strides[Innermost - 1] != 1)
                {
                    LoadNative(access.Strides[Innermost - 1]);
                    il.Emit(OpCodes.Call, VectorMethods.ScatterMask(32 / kernel.Lanes));
                }
                else
                {
                    il.Emit(
                        OpCodes.Call,
                        inner ? VectorMethods.StoreMask(32 / kernel.Lanes) : VectorMethods.StoreMaskElement(32 / kernel.Lanes));
                }

                i += vectors - 1;
            }
            else if (!inner)
            {
                EmitVector(id, 0, 0);
                EmitAddress(access, null, 0);
                il.Emit(OpCodes.Call, VectorMethods.StoreElement(access.Type));
            }
            else
            {
                nint stride = access.Strides[Innermost - 1];
                int lane = i % vectors * (vectorBytes / ExprChecker.Width(access.Type));
                if (stride == 1)
                {
                    EmitAddress(access, points[i / vectors], lane);
                    EmitVector(id, i / vectors, i % vectors);
                    EmitStoreVector(access.Type, isStreamed);
                }
                else
                {
                    var address = scratchAddress ??= il.DeclareLocal(typeof(nint));
                    EmitAddress(access, points[i / vectors], lane);
                    il.Emit(OpCodes.Stloc, address);
                    var vector = EmitTemporary(types[id], () => EmitVector(id, i / vectors, i % vectors));
                    EmitScattered(access.Type, stride, vector, address);
                    locals.Give(vector);
                }
            }
        }
    }

    /// <summary>pointer + (point·stride + offset)·size, for a point along the innermost axis or none.</summary>
    private void EmitAddress(Access access, LocalBuilder? point, long lane)
    {
        int size = access.Type.Size;
        long offset = access.Offset;
        if (access.IsGathered)
            il.Emit(OpCodes.Ldloc, RowsOf(access)[Array.IndexOf(points, point) * kernel.Lanes + (int)lane]);
        else
            il.Emit(OpCodes.Ldloc, pointers[access.Buffer]);
        if (point is not null && !access.IsGathered)
        {
            nint stride = access.Strides[Innermost - 1];
            offset += lane * stride;
            il.Emit(OpCodes.Ldloc, point);
            LoadNative(stride * size);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }

        if (offset != 0)
        {
            LoadNative((nint)offset * size);
            il.Emit(OpCodes.Add);
        }
    }
}
