import Addresses
import Glibc
import Model

extension KernelHost {
    /// Applies an address step.
    func apply(_ step: AddressStep) -> Outcome.Result {
        do throws(KernelRefusal) {
            switch step {
            case .add(let address): try addresses.add(address)
            case .remove(let address): try addresses.remove(address)
            case .announce(let address): return try announce(address)
            }
            return .done
        } catch {
            return step.result(of: error)
        }
    }

    /// Announces an address, except on loopback and tunnels, which have no neighbours.
    private func announce(_ address: InterfaceAddress) throws(KernelRefusal) -> Outcome.Result {
        let socket = try PacketSocket(interface: address.interface)
        let isRouter = settings.forwardsIPv6(at: address.interface)
        guard !socket.isLoopback, let sender = socket.sender,
            let announcement = Announcement(
                of: address.prefix.address, at: sender, isRouter: isRouter)
        else { return .alreadySo }
        try socket.send(announcement)
        // Without a carrier the kernel drops the frame silently.
        guard try addresses.fault(of: address.interface) != .noCarrier else {
            return .failed(
                HostFailure(
                    operation: AddressStep.announce(address).operation,
                    reason: "the interface \(address.interface) has no carrier",
                    remedy: "connect its cable"))
        }
        return .done
    }
}
