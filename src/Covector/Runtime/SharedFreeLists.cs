namespace Covector.Runtime;

/// <summary>
/// The free blocks that all threads share: one stack for each size class, linked through the first bytes of the free blocks
/// themselves.
/// </summary>
internal sealed unsafe class SharedFreeLists
{
    private readonly Stack[] stacks = new Stack[SizeClasses.Count];
    private long freeBytes;

    public SharedFreeLists()
    {
        for (int i = 0; i < stacks.Length; i++)
            stacks[i] = new Stack();
    }

    /// <summary>The bytes in all the stacks.</summary>
    public long FreeBytes => Volatile.Read(ref freeBytes);

    /// <summary>A free block of the class, or null.</summary>
    public byte* Pop(int sizeClass)
    {
        Stack stack = stacks[sizeClass];
        byte* block;
        lock (stack.Gate)
        {
            block = stack.Top;
            if (block == null)
                return null;
            stack.Top = *(byte**)block;
        }
        Interlocked.Add(ref freeBytes, -(long)SizeClasses.Size(sizeClass));
        return block;
    }

    /// <summary>Adds a free block of the class.</summary>
    public void Push(int sizeClass, byte* block)
    {
        Stack stack = stacks[sizeClass];
        lock (stack.Gate)
        {
            *(byte**)block = stack.Top;
            stack.Top = block;
        }
        Interlocked.Add(ref freeBytes, (long)SizeClasses.Size(sizeClass));
    }

    /// <summary>
    /// Gives blocks back to the system, the largest first, until at most <paramref name="keep"/> bytes are left; returns the bytes given back.
    /// </summary>
    public long Trim(long keep)
    {
        long given = 0;
        for (int sizeClass = SizeClasses.Count - 1; sizeClass >= 0; sizeClass--)
        {
            while (FreeBytes > keep)
            {
                byte* block = Pop(sizeClass);
                if (block == null)
                    break;
                SystemMemory.Free(block);
                given += (long)SizeClasses.Size(sizeClass);
            }
        }
        return given;
    }

    private sealed class Stack
    {
        public readonly Lock Gate = new();
        public byte* Top;
    }
}
