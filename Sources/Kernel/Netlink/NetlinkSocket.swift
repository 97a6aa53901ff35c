import CNetlink
import Glibc

/// A netlink socket of libnl, configured for batches and large dumps.
///
/// It belongs to the network namespace in which it was opened. It blocks, and has one caller at a
/// time.
final class NetlinkSocket {
    /// libnl's handle of the socket.
    let handle: OpaquePointer
    /// The builder of its messages.
    let builder: MessageBuilder
    /// Its netlink port, which its answers carry.
    let port: UInt32
    /// Maximum number of bytes of a batch.
    let batchLimit: Int
    /// Number of dumps that were repeated, because the table changed or a part was lost.
    var repeatedDumps = 0
    /// Number of batches with a lost answer.
    var lossyBatches = 0
    private let descriptor: Int32
    private let buffers: ReceiveBuffers
    private var sequence: UInt32 = 1

    /// Opens a socket for `NETLINK_GENERIC` or `NETLINK_ROUTE`.
    ///
    /// Tests use a small receive buffer (bytes) to lose errors. Many errors arrive in one datagram
    /// each, 32 KiB of memory for each that one call receives; unused pages cost nothing, except in
    /// a process whose memory is locked.
    init(
        protocol number: Int32, receiveBuffer: Int32 = NetlinkSocket.receiveBuffer,
        datagrams: Int = 32
    ) throws(KernelRefusal) {
        buffers = try ReceiveBuffers(count: datagrams)
        builder = try MessageBuilder()
        guard let handle = nl_socket_alloc() else { throw KernelRefusal(ENOMEM) }
        guard nl_connect(handle, number) == 0 else {
            let refusal = KernelRefusal.last
            nl_socket_free(handle)
            throw refusal
        }
        self.handle = handle
        port = nl_socket_get_local_port(handle)
        descriptor = nl_socket_get_fd(handle)
        batchLimit = Self.prepare(descriptor, receiveBuffer: receiveBuffer)
    }

    deinit {
        nl_socket_free(handle)
    }

    /// The size of the receive buffer.
    static let receiveBuffer: Int32 = 8 << 20

    /// Reserves sequence numbers for this many messages and returns the first.
    func sequenceNumbers(_ count: Int) -> UInt32 {
        let first = sequence
        sequence &+= UInt32(truncatingIfNeeded: count)
        return first
    }

    /// Lets the kernel apply the attributes of a dump's request as a filter.
    ///
    /// A kernel before 4.20 refuses the option, and sends everything.
    func checksStrictly() {
        var value: Int32 = 1
        _ = setsockopt(
            descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &value, socklen_t(4))
    }

    /// Sends the bytes in one system call.
    func send(_ bytes: UnsafeRawBufferPointer) throws(KernelRefusal) {
        var sent = -1
        repeat {
            sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, 0)
        } while sent < 0 && errno == EINTR
        guard sent == bytes.count else { throw .last }
    }

    /// Passes on each message for this socket in the available datagrams.
    ///
    /// With `waits` it waits for the first datagram.
    ///
    /// **Errors:** those of ``ReceiveBuffers/receive(from:waits:_:)``; `EBADMSG` for a datagram
    /// with invalid messages.
    func receive(
        waits: Bool = true, _ body: (NetlinkMessage, RawSpan) -> Void
    ) throws(KernelRefusal) {
        var isMalformed = false
        try buffers.receive(from: descriptor, waits: waits) { datagram in
            var walk = MessageWalk()
            while let message = walk.next(in: datagram) {
                if message.port == port { body(message, datagram) }
            }
            if walk.isMalformed { isMalformed = true }
        }
        if isMalformed { throw .malformed }
    }

    /// Sets the options and returns the limit of a batch: half of the granted send buffer.
    ///
    /// An option that is rejected costs speed or error texts, not correctness, so it is no error:
    /// the forced sizes need CAP_NET_ADMIN, extended acknowledgements Linux 4.12.
    private static func prepare(_ descriptor: Int32, receiveBuffer: Int32) -> Int {
        func set(_ level: Int32, _ option: Int32, _ value: some BitwiseCopyable) -> Bool {
            withUnsafeBytes(of: value) {
                setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count)) == 0
            }
        }
        let sendBuffer: Int32 = 1 << 20
        if !set(SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer) {
            _ = set(SOL_SOCKET, SO_RCVBUF, receiveBuffer)
        }
        if !set(SOL_SOCKET, SO_SNDBUFFORCE, sendBuffer) {
            _ = set(SOL_SOCKET, SO_SNDBUF, sendBuffer)
        }
        // Answers are available when the request returns; the limit turns a lost one into an error.
        _ = set(SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: 5, tv_usec: 0))
        _ = set(SOL_NETLINK, NETLINK_CAP_ACK, Int32(1))
        _ = set(SOL_NETLINK, NETLINK_EXT_ACK, Int32(1))
        var granted: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &granted, &size) == 0 else {
            return 16 << 10
        }
        return min(max(Int(granted) / 2, 4 << 10), 512 << 10)
    }
}
