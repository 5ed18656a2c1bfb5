using System.Reflection;
using System.Reflection.Emit;

namespace Covector.Tests.Architecture;

/// <summary>The types that a type refers to: in its declaration, in signatures, and in the instructions of its methods.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        foreach (var implemented in type.GetInterfaces())
            Add(uses, implemented);
        foreach (var field in type.GetFields(Declared))
            Add(uses, field.FieldType);
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            AddSignature(uses, method);
            if (method.GetMethodBody() is not { } body)
                continue;
            foreach (var local in body.LocalVariables)
                Add(uses, local.LocalType);
            foreach (var member in Instructions(method, body.GetILAsByteArray()!))
                AddMember(uses, member);
        }

        return uses;
    }

    private static IEnumerable<MemberInfo> Instructions(MethodBase method, byte[] code)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
                value = (short)(0xFE00 | code[i++]);
            var operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                && method.Module.ResolveMember(BitConverter.ToInt32(code, i), typeArguments, methodArguments) is { } member)
                yield return member;
            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }

    private static void AddMember(HashSet<Type> uses, MemberInfo member)
    {
        Add(uses, member as Type ?? member.DeclaringType);
        if (member is MethodBase method)
            AddSignature(uses, method);
        else if (member is FieldInfo field)
            Add(uses, field.FieldType);
    }

    private static void AddSignature(HashSet<Type> uses, MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
            Add(uses, parameter.ParameterType);
        if (method is not MethodInfo info)
            return;
        Add(uses, info.ReturnType);
        if (info.IsGenericMethod)
            foreach (var argument in info.GetGenericArguments())
                Add(uses, argument);
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return;
        if (type.HasElementType)
        {
            Add(uses, type.GetElementType());
            return;
        }

        if (type.IsFunctionPointer)
        {
            foreach (var part in type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()))
                Add(uses, part);
            return;
        }

        if (!type.IsGenericType)
        {
            uses.Add(type);
            return;
        }

        uses.Add(type.GetGenericTypeDefinition());
        foreach (var argument in type.GetGenericArguments())
            Add(uses, argument);
    }
}
