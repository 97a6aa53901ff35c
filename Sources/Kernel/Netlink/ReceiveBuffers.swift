import CNetlink
import Glibc

/// Buffers for several datagrams, so that one system call receives the data and end of a dump.
final class ReceiveBuffers {
    private let memory: UnsafeMutableRawBufferPointer
    private let vectors: UnsafeMutableBufferPointer<iovec>
    private let headers: UnsafeMutableBufferPointer<mmsghdr>

    /// The kernel makes dump datagrams as large as the reader's buffer, up to this size.
    private static let datagramSize = 32 << 10
    /// Number of datagrams of one call.
    private let count: Int

    /// Creates buffers of fresh pages: the allocator could use memory that is resident already.
    init(count: Int) throws(KernelRefusal) {
        let total = Self.datagramSize * count
        let pages = mmap(
            nil, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else { throw .last }
        self.count = count
        memory = UnsafeMutableRawBufferPointer(start: pages, count: total)
        vectors = .allocate(capacity: count)
        headers = .allocate(capacity: count)
        for index in 0..<count {
            let part = memory[index * Self.datagramSize..<(index + 1) * Self.datagramSize]
            let vector = iovec(
                iov_base: UnsafeMutableRawBufferPointer(rebasing: part).baseAddress,
                iov_len: Self.datagramSize)
            vectors.initializeElement(at: index, to: vector)
            headers.initializeElement(at: index, to: mmsghdr())
            headers[index].msg_hdr.msg_iov = vectors.baseAddress.map { $0 + index }
            headers[index].msg_hdr.msg_iovlen = 1
        }
    }

    deinit {
        headers.deallocate()
        vectors.deallocate()
        munmap(memory.baseAddress, memory.count)
    }

    /// Receives all available datagrams and passes each on; with `waits` it waits for the first.
    ///
    /// **Errors:** `EAGAIN` after the socket's time limit; `ENOBUFS` when datagrams were lost;
    /// `EMSGSIZE` when one was longer than a buffer.
    func receive(
        from descriptor: Int32, waits: Bool, _ body: (RawSpan) -> Void
    ) throws(KernelRefusal) {
        let flags = waits ? Int32(MSG_WAITFORONE) : Int32(MSG_DONTWAIT)
        var received: Int32 = -1
        repeat {
            received = recvmmsg(
                descriptor, headers.baseAddress, UInt32(count), flags, nil)
        } while received < 0 && errno == EINTR
        guard received > 0 else { throw .last }
        var isTruncated = false
        for index in 0..<Int(received) {
            if headers[index].msg_hdr.msg_flags & Int32(MSG_TRUNC) != 0 {
                isTruncated = true
                continue
            }
            let start = index * Self.datagramSize
            let length = min(Int(headers[index].msg_len), Self.datagramSize)
            body(UnsafeRawBufferPointer(rebasing: memory[start..<start + length]).bytes)
        }
        if isTruncated { throw KernelRefusal(EMSGSIZE) }
    }
}
