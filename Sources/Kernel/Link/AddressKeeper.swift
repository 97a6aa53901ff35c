import Addresses
import CNetlink
import Glibc
import Model

/// Adds, announces and removes virtual addresses, one by one and at once.
///
/// For the election, which must not wait for a pass of the controller. Addresses of other programs
/// are never removed.
public final class AddressKeeper {
    let table: AddressTable
    private var sockets: [String: PacketSocket] = [:]
    private var routers: [String: (isRouter: Bool, read: ContinuousClock.Instant)] = [:]

    /// Time for which the router flag of an interface is not read again: a burst of announcements.
    private static let routerAge = Duration.seconds(1)

    /// Opens a socket of rtnetlink.
    ///
    /// **Errors:** those of `socket(2)`.
    public init() throws(HostFailure) {
        do throws(KernelRefusal) {
            table = try AddressTable(receiveBuffer: 1 << 20, datagrams: 4)
        } catch {
            throw error.failure(of: "open a socket for addresses")
        }
    }

    /// The addresses at places of a list, with the prefix lengths that the kernel has.
    public struct Presence: Sendable, Hashable {
        /// Those with the mark of Ballast, or without a mark on a kernel that stores none.
        public var ours: Set<InterfaceAddress> = []
        /// Those of ``ours`` that have no mark, because this kernel stores none.
        public var unmarked: Set<InterfaceAddress> = []
        /// Those of other programs.
        public var foreign: Set<InterfaceAddress> = []
        /// Those with the mark of Ballast at other places: the address has moved with a renamed
        /// interface.
        public var strays: Set<InterfaceAddress> = []
    }

    /// Reads from the kernel which addresses of a list exist, with any prefix length, and their
    /// owners.
    ///
    /// - Parameter isClaimed: whether an address of the list at another place is no stray; default:
    ///   always.
    ///
    /// **Errors:** those of a dump.
    public func presence(
        of addresses: Set<InterfaceAddress>, isClaimed: (AddressPlace) -> Bool = { _ in true }
    ) throws(HostFailure) -> Presence {
        var observed = Observed()
        do throws(KernelRefusal) {
            observed.add(try table.addresses(on: try table.interfaces()))
        } catch {
            throw error.failure(of: "read the addresses")
        }
        var presence = Presence()
        let places = Set(addresses.lazy.map(\.place))
        let hosts = Set(addresses.lazy.map(\.prefix.address))
        for (address, owner) in observed.addresses {
            guard places.contains(address.place) else {
                if owner == .ours, hosts.contains(address.prefix.address),
                    !isClaimed(address.place)
                {
                    presence.strays.insert(address)
                }
                continue
            }
            switch owner {
            case .foreign: presence.foreign.insert(address)
            case .ours: presence.ours.insert(address)
            case .unknown:
                presence.ours.insert(address)
                presence.unmarked.insert(address)
            }
        }
        return presence
    }

    /// Adds an address with the mark of Ballast; false: it exists already.
    ///
    /// - Parameter hasRoute: whether an IPv4 address has a route for its prefix; false for an
    ///   interface above the one that has the subnet.
    ///
    /// **Errors:** those of the kernel, with a remedy.
    public func add(
        _ address: InterfaceAddress, hasRoute: Bool = true
    ) throws(HostFailure) -> Bool {
        do throws(KernelRefusal) {
            try table.add(address, hasRoute: hasRoute)
        } catch {
            guard case .failed(let failure) = AddressStep.add(address).result(of: error) else {
                return false
            }
            throw failure
        }
        return true
    }

    /// Removes an address; an absent one is no error.
    ///
    /// The other addresses of its subnet stay: the kernel promotes the next one.
    ///
    /// **Errors:** those of the kernel, with a remedy.
    public func remove(_ address: InterfaceAddress) throws(HostFailure) {
        do throws(KernelRefusal) {
            try table.remove(address)
        } catch {
            if case .failed(let failure) = AddressStep.remove(address).result(of: error) {
                throw failure
            }
        }
    }

    /// Prepares an interface for removals: the kernel promotes the next address of a subnet.
    ///
    /// **Errors:** those of the kernel; an interface that does not exist is none.
    public func prepare(_ interface: String) throws(HostFailure) {
        do throws(KernelRefusal) {
            try table.promoteSecondaries(on: interface)
        } catch {
            guard error.number != ENODEV else { return }
            throw error.failure(of: "enable promote_secondaries on \(interface)")
        }
    }

    /// Announces an address to the neighbours, except on loopback and tunnels; false: the queue of
    /// the interface is full, and nothing was sent.
    ///
    /// **Errors:** those of the kernel, with a remedy.
    public func announce(_ address: InterfaceAddress) throws(HostFailure) -> Bool {
        let interface = address.interface
        do throws(KernelRefusal) {
            let socket = try socket(on: interface)
            let isRouter = address.prefix.address.family == .ipv6 && isRouter(interface)
            guard !socket.isLoopback, let sender = socket.sender,
                let announcement = Announcement(
                    of: address.prefix.address, at: sender, isRouter: isRouter)
            else { return true }
            try socket.send(announcement)
        } catch {
            if error.number == EAGAIN || error.number == ENOBUFS { return false }
            // The interface may have been created again.
            forget(interface)
            if case .failed(let failure) = AddressStep.announce(address).result(of: error) {
                throw failure
            }
        }
        return true
    }

    /// Whether the host forwards IPv6 packets that arrive at an interface, as its neighbours must
    /// know: they delete their default routes through a host that is no router.
    private func isRouter(_ interface: String) -> Bool {
        let now = ContinuousClock.now
        if let known = routers[interface], now - known.read < Self.routerAge {
            return known.isRouter
        }
        let isRouter = HostSettingFiles().forwardsIPv6(at: interface)
        routers[interface] = (isRouter, now)
        return isRouter
    }

    private func socket(on interface: String) throws(KernelRefusal) -> PacketSocket {
        if let socket = sockets[interface] { return socket }
        let socket = try PacketSocket(interface: interface, blocks: false)
        sockets[interface] = socket
        return socket
    }

    /// Forgets facts of an interface that changed: its index, its link-layer address.
    public func forget(_ interface: String) {
        sockets[interface] = nil
        routers[interface] = nil
    }
}
