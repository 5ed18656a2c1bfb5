namespace Covector.Tests.Trees;

/// <summary>Tensors to tell apart by reference; trees never look inside.</summary>
internal static class Some
{
    public static Tensor Tensor() => (Tensor)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(Tensor));

    public static Tensor[] Tensors(int count)
    {
        var tensors = new Tensor[count];
        for (int i = 0; i < count; i++) tensors[i] = Tensor();
        return tensors;
    }
}
