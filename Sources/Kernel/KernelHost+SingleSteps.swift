import Addresses
import Glibc
import Model

/// What later steps can't build on, and why.
struct FailedSteps {
    /// Services that could not be added.
    var services: [ServiceKey: String] = [:]
    /// Addresses that could not be added.
    var addresses: [InterfaceAddress: String] = [:]
    /// Interfaces on which the removal of one address would remove others.
    var interfaces: [String: String] = [:]
}

extension KernelHost {
    /// Applies a step that is no IPVS command.
    func applyAlone(_ step: Step, after failed: inout FailedSteps) -> Outcome.Result {
        if case .setSysctl(let sysctl, let value, _) = step { return set(sysctl, to: value) }
        if case .announceAddress(let address) = step, let reason = failed.addresses[address] {
            return .skipped(because: reason)
        }
        if case .enable(let setting) = step { return enable(setting, after: &failed) }
        if case .removeAddress(let address) = step, address.prefix.length < 32,
            let reason = failed.interfaces[address.interface]
        {
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

    /// Loopback and tunnels have no neighbours, so there is nothing to announce.
    private func announce(_ address: InterfaceAddress) throws(KernelRefusal) -> Outcome.Result {
        let socket = try PacketSocket(interface: address.interface)
        let isRouter = settings.forwardsIPv6(at: address.interface)
        guard !socket.isLoopback, let sender = socket.sender,
            let announcement = Announcement(
                of: address.prefix.address, at: sender, isRouter: isRouter)
        else { return .alreadySo }
        try socket.send(announcement)
        // Without a carrier the frame is dropped in silence.
        guard try addresses.fault(of: address.interface) != .noCarrier else {
            return .failed(
                HostFailure(
                    operation: Step.announceAddress(address).operation,
                    reason: "the interface \(address.interface) has no carrier",
                    remedy: "connect its cable"))
        }
        return .done
    }

    private func enable(
        _ setting: HostSetting, after failed: inout FailedSteps
    ) -> Outcome.Result {
        do throws(HostFailure) {
            guard case .promotion(let interface) = setting else {
                try settings.enable(setting)
                return .done
            }
            do throws(KernelRefusal) {
                try addresses.promoteSecondaries(on: interface)
                return .done
            } catch {
                // With an interface its addresses are gone too.
                if error.number == ENODEV { return .alreadySo }
                let failure = error.failure(of: Step.enable(setting).operation)
                failed.interfaces[interface] = failure.description
                throw failure
            }
        } catch {
            return .failed(error)
        }
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
