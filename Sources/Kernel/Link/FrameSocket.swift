import CNetlink
import Glibc
import Model

/// A socket that sends whole Ethernet frames on one interface, and receives nothing.
///
/// Source: `packet(7)`.
public final class FrameSocket {
    /// The index of the interface.
    public let index: Int32
    private let descriptor: Int32
    private let interface: String

    /// Opens a socket.
    ///
    /// **Errors:** `ENODEV`; `EPERM` without CAP_NET_RAW, and others of `socket(2)`.
    public init(interface: String) throws(HostFailure) {
        do throws(KernelRefusal) {
            index = try AddressTable.index(of: interface)
            let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            descriptor = socket(AF_PACKET, kind, 0)
            guard descriptor >= 0 else { throw .last }
        } catch {
            throw error.failure(of: "open a socket for frames on \(interface)")
        }
        self.interface = interface
        var priority = Int32(7)
        // Without the priority the frame waits behind those of other programs.
        _ = setsockopt(descriptor, SOL_SOCKET, SO_PRIORITY, &priority, 4)
    }

    deinit {
        close(descriptor)
    }

    /// Sends a frame of at least 14 bytes.
    ///
    /// **Errors:** `ENETDOWN`, `ENXIO` and others of `sendto(2)`.
    public func send(_ frame: [UInt8]) throws(HostFailure) {
        precondition(frame.count >= 14, "a frame has two addresses and a type")
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = (UInt16(frame[12]) << 8 | UInt16(frame[13])).bigEndian
        address.sll_ifindex = index
        address.sll_halen = 6
        withUnsafeMutableBytes(of: &address.sll_addr) { $0.copyBytes(from: frame.prefix(6)) }
        let sent = withUnsafeBytes(of: address) { bytes in
            sendto(
                descriptor, frame, frame.count, Int32(MSG_NOSIGNAL),
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard sent == frame.count else {
            throw KernelRefusal.last.failure(of: "send a frame on \(interface)")
        }
    }
}
