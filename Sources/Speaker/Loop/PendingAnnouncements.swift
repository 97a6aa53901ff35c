import Addresses
import Kernel
import Model

/// The announcements that are still to send, in slices.
///
/// An interface whose queue is full delays its own announcements, and neither those of the others
/// nor the election.
struct PendingAnnouncements {
    /// The addresses, in their order.
    private(set) var addresses: [InterfaceAddress] = []

    /// The result of a slice.
    enum Slice: Hashable {
        /// All were sent.
        case finished
        /// The time of the slice is over.
        case interrupted
        /// The queue of an interface is full.
        case full
    }

    /// Replaces the remaining announcements with these.
    mutating func replace(by list: [InterfaceAddress]) {
        addresses = list
    }

    /// Adds addresses that are not in the list.
    mutating func add(_ list: [InterfaceAddress]) {
        guard !addresses.isEmpty else { return addresses = list }
        let known = Set(addresses)
        addresses += list.filter { !known.contains($0) }
    }

    /// Sends until the time is over.
    ///
    /// - Parameters:
    ///   - isInTime: whether the slice has time left, asked after every eighth address.
    ///   - send: sends one announcement; false: the queue of its interface is full.
    mutating func sendSlice(
        while isInTime: () -> Bool, _ send: (InterfaceAddress) -> Bool
    ) -> Slice {
        var full: Set<String> = []
        var rest: [InterfaceAddress] = []
        for (place, address) in addresses.enumerated() {
            if place.isMultiple(of: 8), place > 0, !isInTime() {
                addresses = rest + addresses[place...]
                return .interrupted
            }
            if full.contains(address.interface) {
                rest.append(address)
            } else if !send(address) {
                full.insert(address.interface)
                rest.append(address)
            }
        }
        addresses = rest
        return rest.isEmpty ? .finished : .full
    }
}
