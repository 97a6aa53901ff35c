import Addresses
import Kernel
import Model

/// The addresses of a group on this node.
final class HeldAddresses {
    /// The addresses of the settings, on the interfaces that have them.
    private(set) var wanted: [InterfaceAddress] {
        didSet { places = Set(wanted.map(\.place)) }
    }
    /// The interfaces with virtual MAC addresses; none: the addresses are on ordinary ones.
    private(set) var links: [VirtualLink]
    /// Those that this program has added and not removed.
    private(set) var held: Set<InterfaceAddress> = []
    /// Those that another program keeps on this node, with its prefix lengths.
    private(set) var foreign: Set<InterfaceAddress> = []
    /// Those that were removed, while the kernel has not confirmed their absence in a dump.
    private var released: Set<InterfaceAddress> = []
    /// Whether the kernel may have other addresses than this value.
    private(set) var isDoubtful = false
    /// The places of ``wanted``.
    private var places: Set<AddressPlace>
    /// Whether leftovers of an earlier process may exist.
    private(set) var mayHaveLeftovers = true
    /// Failures that were not reported yet.
    private var failures: [String] = []
    private var lastFailure: String?
    /// The announcements that are still to send.
    private var pending = PendingAnnouncements()

    private let keeper: AddressKeeper
    /// Whether a group of the settings has an address at a place.
    private let isClaimed: (AddressPlace) -> Bool

    /// - Parameter isClaimed: whether a group of the settings has an address at a place: there it
    ///   is no stray.
    init(
        _ group: GroupSettings, keeper: AddressKeeper, isClaimed: @escaping (AddressPlace) -> Bool
    ) {
        wanted = group.placements
        places = Set(group.placements.map(\.place))
        links = group.virtualLinks
        self.keeper = keeper
        self.isClaimed = isClaimed
    }

    /// Removes the addresses of the group that an earlier process has left, and finds those of
    /// other programs; returns the removed ones.
    @discardableResult func removeLeftovers() -> Set<InterfaceAddress> {
        var leftovers: Set<InterfaceAddress> = []
        do throws(HostFailure) {
            let presence = try keeper.presence(of: Set(wanted), isClaimed: isClaimed)
            foreign = presence.foreign
            leftovers = presence.ours.union(presence.strays)
            held.formUnion(leftovers)
            mayHaveLeftovers = false
        } catch {
            note(error)
        }
        remove(held)
        for link in links { attempt { () throws(HostFailure) in try keeper.make(link) } }
        return leftovers.subtracting(held)
    }

    /// Finds the addresses of the group that the controller has added before the election, and
    /// those of other programs; false: there are none of the controller.
    func keepLeftovers() -> Bool {
        guard links.isEmpty else {
            removeLeftovers()
            return false
        }
        do throws(HostFailure) {
            let presence = try keeper.presence(of: Set(wanted))
            foreign = presence.foreign
            held.formUnion(presence.ours)
            mayHaveLeftovers = false
        } catch {
            note(error)
        }
        return !held.isEmpty
    }

    /// Adds all addresses; those that exist are left alone.
    func add() {
        for link in links { attempt { () throws(HostFailure) in try keeper.switchOn(link) } }
        findForeign()
        for address in wanted where !held.contains(address) && !isForeign(address) {
            do throws(HostFailure) {
                if try keeper.add(address, hasRoute: links.isEmpty) {
                    held.insert(address)
                } else {
                    foreign.insert(address)
                }
            } catch {
                note(error)
            }
        }
        if missing.isEmpty { lastFailure = nil }
    }

    /// Finds the addresses that another program has added since.
    ///
    /// The kernel accepts an IPv4 address twice, with two prefix lengths. While the host has none
    /// of the addresses, as at most takeovers, no dump is needed.
    private func findForeign() {
        let lacked = wanted.filter { !held.contains($0) }
        guard
            lacked.contains(where: {
                LocalSources.isUsable($0.prefix.address, on: $0.interface)
            })
        else {
            foreign = []
            return
        }
        isDoubtful = true
        do throws(HostFailure) {
            foreign = try keeper.presence(of: Set(lacked), isClaimed: isClaimed).foreign
        } catch {
            note(error)
        }
    }

    private func isForeign(_ address: InterfaceAddress) -> Bool {
        foreign.contains { $0.place == address.place }
    }

    /// Removes all addresses of the group, except those of other programs.
    ///
    /// An address that can't be removed stays in ``held``, and is tried again.
    func removeAll() {
        pending.replace(by: [])
        // The owner of an address that existed before is read from the kernel.
        if mayHaveLeftovers || !foreign.isEmpty { removeLeftovers() } else { remove(held) }
        for link in links { attempt { () throws(HostFailure) in try keeper.switchOff(link) } }
    }

    /// Removes the interfaces of the group, at its end.
    func removeLinks() {
        for link in links { attempt { () throws(HostFailure) in try keeper.remove(link) } }
    }

    private func attempt(_ body: () throws(HostFailure) -> Void) {
        do throws(HostFailure) { try body() } catch { note(error) }
    }

    /// Removes addresses; the others of their subnets stay.
    private func remove(_ leaving: Set<InterfaceAddress>) {
        for interface in Set(leaving.map(\.interface)) {
            do throws(HostFailure) { try keeper.prepare(interface) } catch { note(error) }
        }
        for address in leaving { remove(address) }
    }

    private func remove(_ address: InterfaceAddress) {
        do throws(HostFailure) {
            // The kernel's table is read once more: see `inspect`.
            released.insert(address)
            isDoubtful = true
            try keeper.remove(address)
            held.remove(address)
        } catch {
            note(error)
        }
    }

    /// Announces the addresses, also those of other programs: the clients have to find this node.
    ///
    /// ``sendAnnouncements(while:)`` sends them.
    ///
    /// - Parameter interfaces: the interfaces of the addresses; nil: all.
    func announce(on interfaces: Set<String>? = nil) {
        let present = wanted.filter { held.contains($0) || isForeign($0) }
        guard let interfaces else { return pending.replace(by: present) }
        pending.add(present.filter { interfaces.contains($0.interface) })
    }

    /// Sends announcements until the time is over.
    func sendAnnouncements(while isInTime: () -> Bool) -> PendingAnnouncements.Slice {
        pending.sendSlice(while: isInTime) { address in
            guard held.contains(address) || isForeign(address) else { return true }
            do throws(HostFailure) {
                return try keeper.announce(address)
            } catch {
                note(error)
                return true
            }
        }
    }

    /// Replaces the list; with the role, new addresses are added and announced first.
    func replace(_ group: GroupSettings, hasRole: Bool) {
        let new = group.placements
        let old = links
        links = group.virtualLinks
        guard new != wanted || old != links else { return }
        wanted = new
        isDoubtful = true
        if hasRole {
            add()
            announce()
        } else {
            removeLeftovers()
        }
        remove(held.subtracting(new))
        foreign = foreign.filter { places.contains($0.place) }
        for link in old where !links.contains(link) {
            attempt { () throws(HostFailure) in try keeper.remove(link) }
        }
    }

    /// Adds an address again that another program has removed; false: it is still there.
    func restore(_ removed: InterfaceAddress) -> Bool {
        guard let address = wanted.first(where: { $0.place == removed.place }) else { return false }
        do throws(HostFailure) {
            guard try keeper.add(address, hasRoute: links.isEmpty) else { return false }
            held.insert(address)
            foreign = foreign.filter { $0.place != address.place }
            pending.add([address])
        } catch {
            held.remove(address)
            note(error)
        }
        return true
    }

    /// The addresses that are not on this node.
    var missing: [InterfaceAddress] {
        wanted.filter { !held.contains($0) && !isForeign($0) }
    }

    /// Returns the failures since the last call; one that repeats is returned once.
    func takeFailures() -> [String] {
        defer { failures = [] }
        return failures
    }

    private func note(_ failure: HostFailure) {
        let text = failure.description
        guard text != lastFailure, failures.count < 16 else { return }
        lastFailure = text
        failures.append(text)
    }
}

/// The addresses of the group as the kernel has them.
extension HeldAddresses {
    /// Notes that notices of the kernel were lost, or that an interface has another name:
    /// ``inspect(hasRole:)`` is due.
    func noteDoubt() { isDoubtful = true }

    /// Notes changes of the kernel that this process has not made: ``inspect(hasRole:)`` is due.
    func noteChanges(added: [InterfaceAddress], removed: [InterfaceAddress]) {
        guard !isDoubtful else { return }
        isDoubtful =
            added.contains {
                places.contains($0.place) && !held.contains($0) && !foreign.contains($0)
            } || removed.contains { foreign.contains($0) }
    }

    /// Reads the addresses of the group from the kernel.
    ///
    /// Records addresses of other programs, and removes those that a renamed interface has kept. A
    /// backup removes released addresses that are still present; a master counts lost addresses as
    /// missing.
    func inspect(hasRole: Bool) {
        let presence: AddressKeeper.Presence
        do throws(HostFailure) {
            presence = try keeper.presence(of: Set(wanted), isClaimed: isClaimed)
        } catch {
            note(error)
            return
        }
        isDoubtful = false
        // Without marks, an address that this process has neither added nor removed is foreign.
        let strange = presence.unmarked.subtracting(held).subtracting(released)
        // Those that have left the settings are not read: another group may have them now.
        let former = held.filter { !places.contains($0.place) }
        if hasRole {
            held.formIntersection(presence.ours.union(presence.foreign))
        } else {
            held = presence.ours.subtracting(strange).union(held.intersection(presence.foreign))
        }
        held.formUnion(former)
        foreign = presence.foreign.union(strange).subtracting(held)
        released = []
        remove(presence.strays)
        if !hasRole { remove(held) }
    }
}
