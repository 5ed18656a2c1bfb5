using System.Runtime.CompilerServices;
using Covector.Runtime;

namespace Covector.Tests.Runtime;

[Collection(nameof(NativeMemory))]
public sealed unsafe class NativeBlockTests
{
    [Fact]
    public void Size_classes_cover_every_size_with_at_most_a_quarter_of_waste()
    {
        for (int sizeClass = 1; sizeClass < SizeClasses.Count; sizeClass++)
        {
            nuint size = SizeClasses.Size(sizeClass);
            nuint smaller = SizeClasses.Size(sizeClass - 1);
            Assert.True(size > smaller);
            Assert.Equal((nuint)0, size % 64);
            Assert.True(sizeClass < 4 || size - smaller <= size / 4);
            Assert.Equal(sizeClass, SizeClasses.Of(size));
            Assert.Equal(sizeClass, SizeClasses.Of(smaller + 1));
        }
        Assert.Equal(0, SizeClasses.Of(0));
        Assert.Equal(SizeClasses.Largest, SizeClasses.Size(SizeClasses.Count - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    [InlineData((4 << 20) + 1)]
    public void A_block_is_aligned_and_writable_to_its_capacity(int bytes)
    {
        NativeBlock block = NativeBlock.Rent((nuint)bytes);
        Assert.True(block.Capacity >= (nuint)Math.Max(bytes, 64));
        Assert.Equal(0, (nint)block.Pointer % (bytes > (4 << 20) ? 2 << 20 : 64));
        new Span<byte>(block.Pointer, (int)block.Capacity).Fill(0xAB);
        block.Release();
        block.Release();
        Assert.True(block.Pointer == null);
    }

    /// <summary>Threads that end with blocks they have taken and others give back leave the account of the bytes in use as it was.</summary>
    [Fact]
    public void Threads_that_end_are_accounted_for()
    {
        Collect();
        long before = NativeMemoryPool.BytesInUse;
        for (int i = 0; i < 1000; i++)
        {
            // Less than what a thread reports at once.
            var thread = new Thread(static () => GC.KeepAlive(NativeBlock.Rent(200_000)));
            thread.Start();
            thread.Join();
        }

        Collect();
        Assert.InRange(NativeMemoryPool.BytesInUse - before, -(16 << 20), 16 << 20);

        static void Collect()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    /// <summary>Where there is no memory for more, what there was stays.</summary>
    [Fact]
    public void Packing_scratch_survives_a_failure()
    {
        var scratch = PackingScratch.OfThread;
        Assert.True(scratch.ForB(4096) != null);
        Assert.Throws<InsufficientMemoryException>(() => (nint)scratch.ForB(nint.MaxValue));
        Assert.True(scratch.ForB(4096) != null);
    }

    [Fact]
    public void A_released_block_is_rented_again_once()
    {
        NativeBlock first = NativeBlock.Rent(5000);
        byte* pointer = first.Pointer;
        first.Release();
        first.Release();
        NativeBlock second = NativeBlock.Rent(5000);
        NativeBlock third = NativeBlock.Rent(5000);
        Assert.True(second.Pointer == pointer);
        Assert.True(third.Pointer != pointer);
        second.Release();
        third.Release();
    }

    [Fact]
    public void Too_large_a_block_is_out_of_memory() =>
        Assert.ThrowsAny<OutOfMemoryException>(() => NativeBlock.Rent(nuint.MaxValue / 2));

    [Fact]
    public void Dropped_blocks_are_reused_without_a_collection_by_the_caller()
    {
        // How much the pool may grow depends on what is in use: what other tests have dropped goes first.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = NativeMemoryPool.BytesHeld;
        for (int i = 0; i < 300_000; i++)
            DropOne(1 << 20, (byte)i);
        Assert.True(NativeMemoryPool.BytesHeld - before < 400L << 20, $"{(NativeMemoryPool.BytesHeld - before) >> 20} MiB for a loop that drops 1 MiB blocks");
    }

    /// <summary>Whoever allocates may hold a lock that a finalizer wants: the collection must not wait for that finalizer for ever.</summary>
    [Fact]
    public void Renting_under_a_lock_that_a_finalizer_wants_goes_on()
    {
        object gate = new();
        lock (gate)
        {
            DropLocking(gate);
            NativeBlock[] live = new NativeBlock[300];
            for (int i = 0; i < live.Length; i++)
                live[i] = NativeBlock.Rent(1 << 20);
            foreach (NativeBlock block in live)
                block.Release();
        }
    }

    [Fact]
    public void Live_blocks_keep_their_contents_while_others_are_dropped()
    {
        NativeBlock[] live = new NativeBlock[100];
        for (int i = 0; i < live.Length; i++)
        {
            live[i] = NativeBlock.Rent(1 << 20);
            new Span<byte>(live[i].Pointer, 1 << 20).Fill((byte)i);
        }
        for (int i = 0; i < 2_000; i++)
            DropOne(1 << 20, 0xFF);
        for (int i = 0; i < live.Length; i++)
            Assert.False(new Span<byte>(live[i].Pointer, 1 << 20).ContainsAnyExcept((byte)i));
        foreach (NativeBlock block in live)
            block.Release();
    }

    [Fact]
    public void Threads_never_hold_the_same_block()
    {
        const int Threads = 4, Rounds = 4000, Held = 32;
        Exception? failure = null;
        Thread[] threads = new Thread[Threads];
        for (int t = 0; t < Threads; t++)
        {
            long tag = t + 1;
            threads[t] = new Thread(() =>
            {
                try
                {
                    Random random = new((int)tag);
                    NativeBlock?[] held = new NativeBlock?[Held];
                    for (int i = 0; i < Rounds; i++)
                    {
                        int slot = random.Next(Held);
                        if (held[slot] is { } old)
                        {
                            nuint words = old.Capacity / 8;
                            long* p = (long*)old.Pointer;
                            if (p[0] != tag || p[words - 1] != tag)
                                throw new InvalidOperationException("another thread wrote into the block");
                            // Some are released, some are left to the collector.
                            if (random.Next(4) != 0)
                                old.Release();
                        }
                        NativeBlock block = NativeBlock.Rent((nuint)random.Next(1, 1 << random.Next(1, 22)));
                        ((long*)block.Pointer)[0] = tag;
                        ((long*)block.Pointer)[(block.Capacity / 8) - 1] = tag;
                        held[slot] = block;
                    }
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
        }
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Null(failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropLocking(object gate) => GC.KeepAlive(new Locking(gate));

    private sealed class Locking(object gate)
    {
        ~Locking()
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropOne(nuint bytes, byte value)
    {
        NativeBlock block = NativeBlock.Rent(bytes);
        block.Pointer[0] = value;
        block.Pointer[bytes - 1] = value;
        GC.KeepAlive(block);
    }
}
