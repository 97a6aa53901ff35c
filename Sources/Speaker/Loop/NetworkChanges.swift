import Kernel
import Model

/// Changes in the network of the host since an earlier moment.
struct NetworkChanges {
    /// The addresses that were added or changed.
    private(set) var added: [InterfaceAddress] = []
    /// The addresses that were removed.
    private(set) var removed: [InterfaceAddress] = []
    /// Whether interfaces have changed.
    private(set) var hasNewLinks = false
    /// Whether notices were lost: addresses may have changed.
    private(set) var isIncomplete = false
    /// The interfaces that have changed or are gone.
    private(set) var interfaces: Set<String> = []
    /// The interfaces with another hardware address than before: their neighbours know the old one.
    private(set) var newHardwareAddresses: Set<String> = []
    /// Whether an interface has another name: addresses have moved with it.
    private(set) var hasNewNames = false

    /// Sorts changes of the kernel.
    ///
    /// - Parameters:
    ///   - old: the interfaces before the changes.
    ///   - new: the interfaces after them.
    init(
        _ changes: [LinkWatch.Change], from old: [String: LinkState], to new: [String: LinkState]
    ) {
        for change in changes {
            switch change {
            case .links: hasNewLinks = true
            case .lost: isIncomplete = true
            case .added(let address): added.append(address)
            case .removed(let address): removed.append(address)
            }
        }
        guard hasNewLinks else { return }
        let names = Dictionary(old.values.map { ($0.index, $0.name) }) { first, _ in first }
        for state in new.values {
            if let name = names[state.index], name != state.name { hasNewNames = true }
            guard let former = old[state.name] else { continue }
            if former.index == state.index, former.hardwareAddress != state.hardwareAddress {
                newHardwareAddresses.insert(state.name)
            }
        }
        interfaces = Set(old.keys.filter { old[$0] != new[$0] })
    }
}
