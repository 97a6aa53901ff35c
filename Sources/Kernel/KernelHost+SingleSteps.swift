import Addresses
import Model

/// What later steps can't build on, and why.
struct FailedSteps {
    /// Services that could not be added.
    var services: [ServiceKey: String] = [:]
    /// Addresses that could not be added.
    var addresses: [InterfaceAddress: String] = [:]
}

extension KernelHost {
    /// Applies a step that is no IPVS command.
    func applyAlone(_ step: Step, after failed: inout FailedSteps) -> Outcome.Result {
        if case .setSysctl(let sysctl, let value, _) = step { return set(sysctl, to: value) }
        if case .announceAddress(let address) = step, let reason = failed.addresses[address] {
            return .skipped(because: reason)
        }
        do throws(KernelRefusal) {
            switch step {
            case .addAddress(let address): try addresses.add(address)
            case .removeAddress(let address): try addresses.remove(address)
            case .announceAddress(let address): return try announce(address)
            default: preconditionFailure("IPVS commands are applied in runs")
            }
            return .done
        } catch {
            let result = step.addressResult(of: error)
            if case .addAddress(let address) = step, case .failed(let failure) = result {
                failed.addresses[address] = failure.description
            }
            return result
        }
    }

    /// Where nobody listens, on loopback and on tunnels, there is nothing to tell.
    private func announce(_ address: InterfaceAddress) throws(KernelRefusal) -> Outcome.Result {
        let socket = try PacketSocket(interface: address.interface)
        guard !socket.isLoopback, let sender = socket.sender,
            let announcement = Announcement(of: address.prefix.address, at: sender)
        else { return .alreadySo }
        try socket.send(announcement)
        return .done
    }

    private func set(_ sysctl: Sysctl, to value: SysctlValue) -> Outcome.Result {
        do throws(HostFailure) {
            // The files come with the module.
            _ = try ipvs.table(asking: true)
            try sysctls.set(sysctl, to: value)
            return .done
        } catch {
            var failure = error
            failure.operation = Step.setSysctl(sysctl, to: value, from: value).operation
            return .failed(failure)
        }
    }
}
