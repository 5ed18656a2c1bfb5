using Covector.Primitives;

namespace Covector.Tests.Battery;

/// <summary>The cases of the battery by name, and the primitives of the library.</summary>
internal static class PrimitiveCases
{
    private static readonly Dictionary<string, PrimitiveCase> ByName = Index();

    public static IEnumerable<PrimitiveCase> All => ByName.Values;

    public static PrimitiveCase Named(string name) => ByName[name];

    /// <summary>Every primitive type that can be made.</summary>
    public static IEnumerable<Type> PrimitiveTypes =>
        typeof(Primitive).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Primitive)) && !t.IsAbstract);

    /// <summary>Each case with each element type that its primitive takes.</summary>
    public static TheoryData<string, DType> Rows(Func<PrimitiveCase, DType, bool> isWanted)
    {
        var rows = new TheoryData<string, DType>();
        foreach (var item in All)
            foreach (var dtype in item.DTypes.Where(item.Accepts).Where(t => isWanted(item, t)))
                rows.Add(item.Name, dtype);
        return rows;
    }

    private static Dictionary<string, PrimitiveCase> Index()
    {
        var result = new Dictionary<string, PrimitiveCase>();
        IEnumerable<PrimitiveCase>[] families =
        [
            ElementwiseCases.Unary, ElementwiseCases.Binary, ElementwiseCases.Other,
            StructuralCases.All, ReductionCases.All, IndexingCases.All, ContractionCases.All, ControlCases.All,
        ];
        foreach (var item in families.SelectMany(f => f))
            result.Add(item.Name, item);
        return result;
    }
}
