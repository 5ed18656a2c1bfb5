namespace Covector.Compiler;

/// <summary>Compiled loops.</summary>
/// <param name="buffers">The addresses of the kernel's buffers, each at the first point.</param>
/// <param name="count">The number of points along the outermost axis.</param>
internal unsafe delegate void KernelCode(nint* buffers, nint count);
