namespace Covector.Tests.IO;

/// <summary>A stream like a network connection: it has no length, and hands out its bytes in small and uneven parts.</summary>
internal sealed class OneWayStream(byte[] bytes) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int part = Math.Min(Math.Min(count, 65_521), bytes.Length - position);
        bytes.AsSpan(position, part).CopyTo(buffer.AsSpan(offset));
        position += part;
        return part;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
