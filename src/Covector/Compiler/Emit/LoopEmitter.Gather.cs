using System.Reflection.Emit;

namespace Covector.Compiler;

/// <summary>Loads from rows whose numbers are in memory.</summary>
internal sealed partial class LoopEmitter
{
    /// <summary>The addresses of the rows, for each lane of each block, by what they depend on.</summary>
    private readonly Dictionary<(int Buffer, int Index, nint Stride), LocalBuilder[]> rows = [];

    /// <summary>One element of the row of each lane.</summary>
    private void EmitFromRows(Access access, int block, int vector)
    {
        int count = NarrowBytes / access.Type.Size;
        for (int lane = 0; lane < count; lane++)
        {
            EmitAddress(access, points[block], vector * count + lane);
            il.Emit(LoadElement(access.Type));
        }

        il.Emit(OpCodes.Call, VectorMethods.CreateFromElements(access.Type));
    }

    /// <summary>Addresses of rows, computed where they are first needed. The numbers have been checked before.</summary>
    private LocalBuilder[] RowsOf(Access access)
    {
        var key = (access.Buffer, access.Index, access.IndexStride);
        if (rows.TryGetValue(key, out var addresses))
            return addresses;
        addresses = new LocalBuilder[blocks * kernel.Lanes];
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = il.DeclareLocal(typeof(nint));
            EmitAddress(kernel.Loads[access.Index], points[i / kernel.Lanes], i % kernel.Lanes);
            il.Emit(OpCodes.Ldind_I8);
            il.Emit(OpCodes.Conv_I);
            LoadNative(access.IndexStride * access.Type.Size);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Ldloc, pointers[access.Buffer]);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, addresses[i]);
        }

        rows.Add(key, addresses);
        return addresses;
    }
}
