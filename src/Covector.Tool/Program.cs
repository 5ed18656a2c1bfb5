using System.Text;
using Covector.Tool;

// Formulas are full of characters that other encodings lack.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return CovectorCommand.Run(args, Console.Out, Console.Error);
