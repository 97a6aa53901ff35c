import Addresses
import CNetlink
import Glibc
import Model

/// A socket that sends probes on an interface and receives the answers.
///
/// Source: `packet(7)`.
final class ProbeSocket {
    /// The descriptor, for poll(2).
    let descriptor: Int32
    private let index: Int32

    /// Opens a socket for one protocol: ARP, or the neighbour advertisements of IPv6.
    ///
    /// **Errors:** `ENODEV`; `EPERM` without CAP_NET_RAW.
    init(interface: String, family: AddressFamily) throws(KernelRefusal) {
        index = try AddressTable.index(of: interface)
        let kind = Int32(
            SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_PACKET, kind, 0)
        guard descriptor >= 0 else { throw .last }
        self.descriptor = descriptor
        // The filter precedes the protocol, so that no other packets arrive.
        if family == .ipv6 { try filterAdvertisements() }
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = (family == .ipv4 ? 0x0806 : 0x86dd as UInt16).bigEndian
        address.sll_ifindex = index
        let code = withUnsafeBytes(of: address) { bytes in
            bind(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        guard code == 0 else { throw .last }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a probe.
    ///
    /// **Errors:** `ENETDOWN` when the interface is down.
    func send(_ probe: AddressProbe) throws(KernelRefusal) {
        let frame = LinkFrame(
            receiver: probe.receiver, etherType: probe.etherType, payload: probe.payload)
        try frame.send(on: descriptor, from: index)
    }

    /// Returns the next packet with the hardware address of its sender; nil: none is waiting.
    func receive() -> (payload: [UInt8], sender: MACAddress?)? {
        var buffer = [UInt8](repeating: 0, count: 128)
        var address = sockaddr_ll()
        var size = socklen_t(MemoryLayout<sockaddr_ll>.size)
        let count = withUnsafeMutableBytes(of: &address) { bytes in
            recvfrom(
                descriptor, &buffer, buffer.count, 0,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        guard count > 0 else { return nil }
        let sender = withUnsafeBytes(of: address.sll_addr) { Array($0.prefix(6)) }
        return (
            Array(buffer.prefix(count)), address.sll_halen == 6 ? MACAddress(bytes: sender) : nil
        )
    }

    /// Lets pass ICMPv6 with hop limit 255 and type 136.
    ///
    /// Source: `linux/filter.h`; RFC 4861 section 7.1.2.
    private func filterAdvertisements() throws(KernelRefusal) {
        let load = UInt16(BPF_LD | BPF_B | BPF_ABS)
        let compare = UInt16(BPF_JMP | BPF_JEQ | BPF_K)
        let end = UInt16(BPF_RET | BPF_K)
        var program = [
            sock_filter(code: load, jt: 0, jf: 0, k: 6),
            sock_filter(code: compare, jt: 0, jf: 5, k: 58),
            sock_filter(code: load, jt: 0, jf: 0, k: 7),
            sock_filter(code: compare, jt: 0, jf: 3, k: 255),
            sock_filter(code: load, jt: 0, jf: 0, k: 40),
            sock_filter(code: compare, jt: 0, jf: 1, k: 136),
            sock_filter(code: end, jt: 0, jf: 0, k: 128),
            sock_filter(code: end, jt: 0, jf: 0, k: 0),
        ]
        let code = program.withUnsafeMutableBufferPointer { pointer -> Int32 in
            var value = sock_fprog(len: UInt16(pointer.count), filter: pointer.baseAddress)
            return setsockopt(
                descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &value,
                socklen_t(MemoryLayout<sock_fprog>.size))
        }
        guard code == 0 else { throw .last }
    }
}
