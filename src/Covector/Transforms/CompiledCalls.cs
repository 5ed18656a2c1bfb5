namespace Covector;

/// <summary>
/// Calls with arguments one by one. Where all of them are tensors, they are handed on as they are, and no tuple is taken apart. As methods of the
/// compiled function they make delegates that know it: see <see cref="CompiledFunctions"/>.
/// </summary>
internal static class CompiledCalls
{
    public static Y Call<A, B, Y>(this CompiledFunction<(A a, B b), Y> compiled, A a, B b) =>
        a is Tensor aa && b is Tensor bb
            ? compiled.Invoke((a, b), [aa, bb])
            : compiled.Invoke((a, b));

    public static Y Call<A, B, C, Y>(this CompiledFunction<(A a, B b, C c), Y> compiled, A a, B b, C c) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc
            ? compiled.Invoke((a, b, c), [aa, bb, cc])
            : compiled.Invoke((a, b, c));

    public static Y Call<A, B, C, D, Y>(this CompiledFunction<(A a, B b, C c, D d), Y> compiled, A a, B b, C c, D d) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd
            ? compiled.Invoke((a, b, c, d), [aa, bb, cc, dd])
            : compiled.Invoke((a, b, c, d));

    public static Y Call<A, B, C, D, E, Y>(this CompiledFunction<(A a, B b, C c, D d, E e), Y> compiled, A a, B b, C c, D d, E e) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee
            ? compiled.Invoke((a, b, c, d, e), [aa, bb, cc, dd, ee])
            : compiled.Invoke((a, b, c, d, e));

    public static Y Call<A, B, C, D, E, F, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f), Y> compiled,
        A a, B b, C c, D d, E e, F f) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff
            ? compiled.Invoke((a, b, c, d, e, f), [aa, bb, cc, dd, ee, ff])
            : compiled.Invoke((a, b, c, d, e, f));

    public static Y Call<A, B, C, D, E, F, G, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f, G g), Y> compiled,
        A a, B b, C c, D d, E e, F f, G g) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff && g is Tensor gg
            ? compiled.Invoke((a, b, c, d, e, f, g), [aa, bb, cc, dd, ee, ff, gg])
            : compiled.Invoke((a, b, c, d, e, f, g));

    public static Y Call<A, B, C, D, E, F, G, H, Y>(
        this CompiledFunction<(A a, B b, C c, D d, E e, F f, G g, H h), Y> compiled,
        A a, B b, C c, D d, E e, F f, G g, H h) =>
        a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff && g is Tensor gg && h is Tensor hh
            ? compiled.Invoke((a, b, c, d, e, f, g, h), [aa, bb, cc, dd, ee, ff, gg, hh])
            : compiled.Invoke((a, b, c, d, e, f, g, h));

    public static Action<A, B> Into<A, B>(this ICompiledFunction<(A a, B b)> compiled, Tensor[] outputs) =>
        (a, b) =>
        {
            if (a is Tensor aa && b is Tensor bb)
                compiled.Into((a, b), [aa, bb], outputs);
            else
                compiled.Into((a, b), outputs);
        };

    public static Action<A, B, C> Into<A, B, C>(this ICompiledFunction<(A a, B b, C c)> compiled, Tensor[] outputs) =>
        (a, b, c) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc)
                compiled.Into((a, b, c), [aa, bb, cc], outputs);
            else
                compiled.Into((a, b, c), outputs);
        };

    public static Action<A, B, C, D> Into<A, B, C, D>(this ICompiledFunction<(A a, B b, C c, D d)> compiled, Tensor[] outputs) =>
        (a, b, c, d) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd)
                compiled.Into((a, b, c, d), [aa, bb, cc, dd], outputs);
            else
                compiled.Into((a, b, c, d), outputs);
        };

    public static Action<A, B, C, D, E> Into<A, B, C, D, E>(this ICompiledFunction<(A a, B b, C c, D d, E e)> compiled, Tensor[] outputs) =>
        (a, b, c, d, e) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee)
                compiled.Into((a, b, c, d, e), [aa, bb, cc, dd, ee], outputs);
            else
                compiled.Into((a, b, c, d, e), outputs);
        };

    public static Action<A, B, C, D, E, F> Into<A, B, C, D, E, F>(
        this ICompiledFunction<(A a, B b, C c, D d, E e, F f)> compiled, Tensor[] outputs) =>
        (a, b, c, d, e, f) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff)
                compiled.Into((a, b, c, d, e, f), [aa, bb, cc, dd, ee, ff], outputs);
            else
                compiled.Into((a, b, c, d, e, f), outputs);
        };

    public static Action<A, B, C, D, E, F, G> Into<A, B, C, D, E, F, G>(
        this ICompiledFunction<(A a, B b, C c, D d, E e, F f, G g)> compiled, Tensor[] outputs) =>
        (a, b, c, d, e, f, g) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff && g is Tensor gg)
                compiled.Into((a, b, c, d, e, f, g), [aa, bb, cc, dd, ee, ff, gg], outputs);
            else
                compiled.Into((a, b, c, d, e, f, g), outputs);
        };

    public static Action<A, B, C, D, E, F, G, H> Into<A, B, C, D, E, F, G, H>(
        this ICompiledFunction<(A a, B b, C c, D d, E e, F f, G g, H h)> compiled, Tensor[] outputs) =>
        (a, b, c, d, e, f, g, h) =>
        {
            if (a is Tensor aa && b is Tensor bb && c is Tensor cc && d is Tensor dd && e is Tensor ee && f is Tensor ff && g is Tensor gg && h is Tensor hh)
                compiled.Into((a, b, c, d, e, f, g, h), [aa, bb, cc, dd, ee, ff, gg, hh], outputs);
            else
                compiled.Into((a, b, c, d, e, f, g, h), outputs);
        };
}
