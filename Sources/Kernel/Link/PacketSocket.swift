import Addresses
import CNetlink
import Glibc

/// A socket that sends frames from one interface.
///
/// Source: `packet(7)`.
final class PacketSocket {
    private let descriptor: Int32
    private let index: Int32
    /// The interface's own address; nil if its frames have no address of 6 bytes (tunnels).
    let sender: MACAddress?
    /// Whether frames return to this host only.
    let isLoopback: Bool

    /// Opens a socket on this interface, which receives nothing.
    ///
    /// - Parameter blocks: whether a full queue delays the caller; otherwise sending fails with
    ///   `EAGAIN`, and at most about 80 frames wait in the queue of the interface, with the
    ///   priority below that of advertisements.
    ///
    /// **Errors:** `ENODEV`; `EPERM` without CAP_NET_RAW.
    init(interface: String, blocks: Bool = true) throws(KernelRefusal) {
        index = try AddressTable.index(of: interface)
        let descriptor = socket(
            AF_PACKET,
            Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
                | (blocks ? 0 : Int32(SOCK_NONBLOCK.rawValue)), 0)
        guard descriptor >= 0 else { throw .last }
        if !blocks {
            // Neither is needed for the frames, only for those behind them.
            var size = Int32(32 << 10)
            _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, 4)
            var priority = Int32(6)
            _ = setsockopt(descriptor, SOL_SOCKET, SO_PRIORITY, &priority, 4)
        }
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_ifindex = index
        var size = socklen_t(MemoryLayout<sockaddr_ll>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                bind(descriptor, pointer, size) == 0
            else { return -1 }
            return getsockname(descriptor, pointer, &size)
        }
        guard code == 0 else {
            let refusal = KernelRefusal.last
            close(descriptor)
            throw refusal
        }
        self.descriptor = descriptor
        isLoopback = Int32(address.sll_hatype) == ARPHRD_LOOPBACK
        let bytes = withUnsafeBytes(of: address.sll_addr) { Array($0.prefix(6)) }
        sender = address.sll_halen == 6 ? MACAddress(bytes: bytes) : nil
    }

    deinit {
        close(descriptor)
    }

    /// Sends one frame.
    ///
    /// **Errors:** `ENETDOWN` when the interface is down; `EAGAIN` and `ENOBUFS` for a full queue.
    func send(_ announcement: Announcement) throws(KernelRefusal) {
        let frame = LinkFrame(
            receiver: announcement.receiver, etherType: announcement.etherType,
            payload: announcement.payload)
        try frame.send(on: descriptor, from: index)
    }
}
