namespace Covector.Tool;

/// <summary>What a run of the tool ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done; of <c>check</c>: the proposal is right.</summary>
    public const int Right = 0;

    /// <summary>The proposal of <c>check</c> is wrong.</summary>
    public const int Wrong = 1;

    /// <summary>The command line, a formula, a value or a file is not what it should be.</summary>
    public const int BadInput = 2;

    /// <summary>A defect of the tool.</summary>
    public const int Failure = 3;
}
