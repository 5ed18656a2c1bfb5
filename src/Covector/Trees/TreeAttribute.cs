namespace Covector;

/// <summary>
/// Makes a partial record, record struct, class or struct a tree: its members that hold tensors (or other trees) become
/// children, everything else (numbers, strings, enums) becomes a static part of the structure.
/// </summary>
/// <remarks>
/// The source generator that ships with this package writes the conversion. The value is rebuilt with its primary
/// constructor (or the constructor whose parameters bear the members' names) and an object initializer for the rest. A
/// constructor must store its parameters as they are: one that computes (<c>W = w * 2</c>) would do so again each time.
/// Private fields are members, too: a field that keeps a result for later would be differentiated by itself (COV005).
/// On an interface or an abstract class the attribute says that every implementation is a tree.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class TreeAttribute : Attribute;
