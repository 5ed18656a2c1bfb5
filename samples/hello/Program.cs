using static Covector.Functions;
using static Covector.Transforms;

Console.WriteLine(Grad(Tanh)(2.0));
