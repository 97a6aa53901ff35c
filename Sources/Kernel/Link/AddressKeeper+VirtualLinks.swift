import Glibc
import Model

/// Interfaces with a virtual MAC address, for the election.
extension AddressKeeper {
    /// Makes an interface that is down; one of an earlier process is switched off and used.
    ///
    /// **Errors:** those of the kernel; `EEXIST` if another interface has the name.
    public func make(_ link: VirtualLink) throws(HostFailure) {
        do throws(KernelRefusal) {
            try makeIfAbsent(link)
            try table.setUp(link.name, false)
        } catch {
            throw error.failure(of: "make the interface \(link.name) above \(link.base)")
        }
    }

    /// Switches an interface on; makes it if it was removed.
    ///
    /// **Errors:** those of the kernel.
    public func switchOn(_ link: VirtualLink) throws(HostFailure) {
        do throws(KernelRefusal) {
            try makeIfAbsent(link)
            try table.setUp(link.name, true)
        } catch {
            throw error.failure(of: "switch the interface \(link.name) on")
        }
    }

    /// Switches an interface off; an absent one is no error.
    ///
    /// **Errors:** those of the kernel.
    public func switchOff(_ link: VirtualLink) throws(HostFailure) {
        do throws(KernelRefusal) {
            try table.setUp(link.name, false)
        } catch {
            guard error.number != ENODEV else { return }
            throw error.failure(of: "switch the interface \(link.name) off")
        }
    }

    /// Removes an interface; an absent one is no error, another one of the name stays.
    ///
    /// **Errors:** those of the kernel.
    public func remove(_ link: VirtualLink) throws(HostFailure) {
        do throws(KernelRefusal) {
            guard try table.isMade(link) == true else { return }
            try table.delete(link.name)
        } catch {
            guard error.number != ENODEV else { return }
            throw error.failure(of: "remove the interface \(link.name)")
        }
    }

    private func makeIfAbsent(_ link: VirtualLink) throws(KernelRefusal) {
        switch try table.isMade(link) {
        case true: return
        case false: throw KernelRefusal(EEXIST)
        case nil: try table.make(link)
        }
    }
}
