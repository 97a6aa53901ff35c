import Addresses
import CNetlink
import Glibc
import Model

/// The kernel's notifications about interfaces and addresses, for a loop that polls.
///
/// Source: `rtnetlink(7)`, `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR`, `RTMGRP_IPV6_IFADDR`.
public final class LinkWatch {
    /// The descriptor, readable when something changed.
    public let descriptor: Int32
    private let table: AddressTable
    private var links: [Int32: LinkState] = [:]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)

    /// A change in the network of the host.
    public enum Change: Sendable, Hashable {
        /// Interfaces were added, removed or changed: ``LinkWatch/states`` is new.
        case links
        /// Notifications were lost: addresses may have changed without a notice.
        case lost
        /// An address was added or changed, by this program or by another one.
        case added(InterfaceAddress)
        /// An address was removed, by this program or by another one.
        case removed(InterfaceAddress)
    }

    /// Subscribes to notifications, and reads the interfaces with the socket of the keeper.
    ///
    /// **Errors:** those of `socket(2)` and of a dump of interfaces.
    public init(_ keeper: AddressKeeper) throws(HostFailure) {
        let operation = "watch the interfaces"
        table = keeper.table
        do throws(KernelRefusal) {
            descriptor = try Self.subscribe()
        } catch {
            throw error.failure(of: operation)
        }
        do throws(KernelRefusal) {
            try read()
        } catch {
            throw error.failure(of: operation)
        }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// The interfaces, by name.
    public var states: [String: LinkState] {
        Dictionary(links.values.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Returns the changes since the last call, without waiting.
    ///
    /// After an overflow of the socket the interfaces are read again; the caller reads its
    /// addresses.
    public func changes() -> [Change] {
        var changes: [Change] = []
        // A bound: the loop has other work too.
        for _ in 0..<64 {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == ENOBUFS {
                // The table of before stays in force if the kernel does not answer.
                if (try? read()) != nil { changes.append(.links) }
                changes.append(.lost)
                continue
            }
            guard count > 0 else { break }
            let datagram = UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes
            var walk = MessageWalk()
            while let message = walk.next(in: datagram) {
                if let change = take(message, datagram) { changes.append(change) }
            }
        }
        return changes
    }

    private func take(_ message: NetlinkMessage, _ datagram: RawSpan) -> Change? {
        switch Int(message.type) {
        case RTM_NEWLINK, RTM_DELLINK:
            // Bridges also report their ports with these messages, as another family.
            guard datagram.integer(UInt8.self, at: message.payload.lowerBound) == 0,
                let record = LinkRecord(message, in: datagram)
            else { return nil }
            let state = Int(message.type) == RTM_NEWLINK ? LinkState(record) : nil
            guard links[record.index] != state else { return nil }
            links[record.index] = state
            return .links
        case RTM_NEWADDR, RTM_DELADDR:
            guard let record = AddressRecord(message, in: datagram),
                let link = links[record.index]
            else { return nil }
            let address = InterfaceAddress(interface: link.name, prefix: record.prefix)
            return Int(message.type) == RTM_NEWADDR ? .added(address) : .removed(address)
        default:
            return nil
        }
    }

    private func read() throws(KernelRefusal) {
        links = try table.interfaces().mapValues(LinkState.init)
    }

    private static func subscribe() throws(KernelRefusal) -> Int32 {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_NETLINK, kind, NETLINK_ROUTE)
        guard descriptor >= 0 else { throw .last }
        // Each added address has a notice of its own, and a takeover can add 2,048 of them.
        var size = Int32(1 << 20)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, 4)
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        address.nl_groups = UInt32(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR)
        let code = withUnsafeBytes(of: address) { bytes in
            bind(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        guard code == 0 else {
            let refusal = KernelRefusal.last
            close(descriptor)
            throw refusal
        }
        return descriptor
    }
}
