namespace Covector;

/// <summary>Calls with arguments one by one. As methods of the compiled function they make delegates that know it: see <see cref="CompiledFunctions"/>.</summary>
internal static class CompiledCalls
{
    public static Y Call<A, B, Y>(this CompiledFunction<(A a, B b), Y> compiled, A a, B b) =>
        compiled.Invoke((a, b));

    public static Y Call<A, B, C, Y>(this CompiledFunction<(A a, B b, C c), Y> compiled, A a, B b, C c) =>
        compiled.Invoke((a, b, c));

    public static Y Call<A, B, C, D, Y>(this CompiledFunction<(A a, B b, C c, D d), Y> compiled, A a, B b, C c, D d) =>
        compiled.Invoke((a, b, c, d));

    public static Y Call<A, B, C, D, E, Y>(this CompiledFunction<(A a, B b, C c, D d, E e), Y> compiled, A a, B b, C c, D d, E e) =>
        compiled.Invoke((a, b, c, d, e));

    public static Y Call<A, B, C, D, E, F, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f), Y> compiled,
        A a, B b, C c, D d, E e, F f) =>
        compiled.Invoke((a, b, c, d, e, f));

    public static Y Call<A, B, C, D, E, F, G, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f, G g), Y> compiled,
        A a, B b, C c, D d, E e, F f, G g) =>
        compiled.Invoke((a, b, c, d, e, f, g));

    public static Y Call<A, B, C, D, E, F, G, H, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f, G g, H h), Y> compiled,
        A a, B b, C c, D d, E e, F f, G g, H h) =>
        compiled.Invoke((a, b, c, d, e, f, g, h));
}
