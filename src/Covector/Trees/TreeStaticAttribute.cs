namespace Covector;

/// <summary>
/// Makes a member of a <see cref="TreeAttribute">[Tree]</see> type, or every value of a type, a static part of the structure:
/// never differentiated or batched, and compared with <see cref="object.Equals(object?)"/> when structures are compared.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class TreeStaticAttribute : Attribute;
