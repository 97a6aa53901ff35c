import Addresses
import CNetlink
import Glibc

/// A frame for the link of an interface, without its own link header.
///
/// Source: `packet(7)`, `SOCK_DGRAM`.
struct LinkFrame {
    /// The hardware address of the receiver.
    let receiver: MACAddress
    /// The protocol, as `linux/if_ether.h` numbers it.
    let etherType: UInt16
    /// The bytes after the link header.
    let payload: [UInt8]

    /// Sends the frame from this interface.
    ///
    /// **Errors:** `ENETDOWN` when the interface is down.
    func send(on descriptor: Int32, from index: Int32) throws(KernelRefusal) {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = etherType.bigEndian
        address.sll_ifindex = index
        address.sll_halen = 6
        withUnsafeMutableBytes(of: &address.sll_addr) { $0.copyBytes(from: receiver.bytes) }
        let sent = withUnsafeBytes(of: address) { bytes in
            sendto(
                descriptor, payload, payload.count, 0,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard sent == payload.count else { throw .last }
    }
}
