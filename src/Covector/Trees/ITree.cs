using System.ComponentModel;

namespace Covector.Trees;

/// <summary>Implemented by generated code for every <see cref="TreeAttribute">[Tree]</see> type.</summary>
/// <remarks>
/// The strategy is asked of the value and not of its declared type, so a list of an abstract layer type holds any mixture
/// of layers, and no registration is needed that trimming could lose.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITree
{
    /// <summary>How values of exactly this type are taken apart and rebuilt.</summary>
    public TreeType TreeType { get; }
}
