namespace Covector.Notation;

internal static class PlainPrinter
{
    public static string Print(Expression expression) => throw new NotSupportedException();
    public static string Print(Formula formula) => throw new NotSupportedException();
}
