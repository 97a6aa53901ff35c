import Addresses
import CNetlink
import Glibc
import Model

/// The Linux kernel of this machine, as one network namespace sees it: IPVS, addresses, sysctls.
///
/// It blocks and has one owner; it keeps nothing of what it saw or did but its sockets, which stay
/// in the namespace in which they were made.
public final class KernelHost: Host {
    /// Whether what is wanted has layer-4 services: the kernel is then asked to load IPVS, and
    /// looking at everything fails where IPVS can't be read. Default false.
    public var needsIPVS = false
    /// Why there is no IPVS to look at, since the last look; nil: it was looked at.
    public private(set) var ipvsFailure: HostFailure?

    private let addresses: AddressTable
    private let sysctls = SysctlDirectory()
    private var openTable: IPVSTable?
    private var hasAskedForModule = false

    /// The kernel that runs this program.
    ///
    /// **Errors:** when there is no netlink, which means no Linux network.
    public init() throws(HostFailure) {
        do throws(KernelRefusal) {
            addresses = try AddressTable()
        } catch {
            throw error.failure(of: "open rtnetlink")
        }
    }

    /// What the kernel holds now.
    ///
    /// A kernel without IPVS holds no services: that is the answer, and ``ipvsFailure`` says so.
    ///
    /// **Errors:** when addresses can't be read; when IPVS is there and can't be read (without
    /// CAP_NET_ADMIN), though for a document that needs no IPVS that is told by ``ipvsFailure``.
    public func observe(_ scope: Scope) throws -> Observed {
        var observed = Observed(scope: scope)
        try observeIPVS(scope, into: &observed)
        guard scope == .everything else { return observed }
        observed.sysctls = sysctls.values()
        do throws(KernelRefusal) {
            let names = try addresses.interfaces()
            observed.interfaces = Set(names.values)
            observed.addresses = try addresses.addresses(on: names)
        } catch {
            throw error.failure(of: "read the addresses of this host")
        }
        return observed
    }

    /// Applies the steps in order; consecutive IPVS steps share system calls.
    public func apply(_ steps: [Step]) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        var failed = FailedSteps()
        var rest = steps[...]
        while let step = rest.first {
            guard step.isCommand else {
                outcomes.append(Outcome(step: step, result: applyAlone(step, after: &failed)))
                rest = rest.dropFirst()
                continue
            }
            let run = rest.prefix { $0.isCommand }
            rest = rest.dropFirst(run.count)
            do throws(HostFailure) {
                StepRun.apply(
                    run, to: try table(asking: true), missing: &failed.services, into: &outcomes)
            } catch {
                for step in run {
                    var failure = error
                    failure.operation = step.operation
                    outcomes.append(Outcome(step: step, result: .failed(failure)))
                }
            }
        }
        return outcomes
    }
}

/// What later steps can't build on, and why.
private struct FailedSteps {
    /// Services that could not be added.
    var services: [ServiceKey: String] = [:]
    /// Addresses that could not be added.
    var addresses: [InterfaceAddress: String] = [:]
}

extension KernelHost {
    /// Applies a step that is no IPVS command.
    private func applyAlone(_ step: Step, after failed: inout FailedSteps) -> Outcome.Result {
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
            _ = try table(asking: true)
            try sysctls.set(sysctl, to: value)
            return .done
        } catch {
            var failure = error
            failure.operation = Step.setSysctl(sysctl, to: value, from: value).operation
            return .failed(failure)
        }
    }

    private func observeIPVS(_ scope: Scope, into observed: inout Observed) throws(HostFailure) {
        ipvsFailure = nil
        do throws(HostFailure) {
            let table = try table(asking: needsIPVS)
            do throws(KernelRefusal) {
                try read(table, scope, into: &observed)
            } catch {
                // The module was loaded again, so its family has another number: once more.
                openTable = nil
                guard error.number == ENOENT else { throw error.failure(of: Self.looking) }
                let again = try self.table(asking: needsIPVS)
                do throws(KernelRefusal) {
                    try read(again, scope, into: &observed)
                } catch {
                    throw error.failure(of: Self.looking)
                }
            }
        } catch {
            ipvsFailure = error
            if error.errno != "ENOENT" && needsIPVS { throw error }
        }
    }

    private func read(
        _ table: IPVSTable, _ scope: Scope, into observed: inout Observed
    ) throws(KernelRefusal) {
        switch scope {
        case .everything:
            observed.services = try table.services()
            observed.timeouts = try table.timeouts()
        case .services(let keys):
            observed.services = try table.services(keys)
        }
    }

    /// The open table. The module is asked for once: after that, whoever loads it is noticed.
    private func table(asking: Bool) throws(HostFailure) -> IPVSTable {
        if let openTable { return openTable }
        do throws(KernelRefusal) {
            let table = try openOrLoad(asking: asking)
            openTable = table
            return table
        } catch {
            guard error.number == ENOENT else { throw error.failure(of: Self.looking) }
            throw error.failure(
                of: Self.looking, because: "this kernel has no IPVS, module ip_vs",
                remedy: "as root: modprobe ip_vs")
        }
    }

    private func openOrLoad(asking: Bool) throws(KernelRefusal) -> IPVSTable {
        do throws(KernelRefusal) {
            return try IPVSTable()
        } catch {
            guard error.number == ENOENT, asking, !hasAskedForModule else { throw error }
            hasAskedForModule = true
            guard ModuleRequest(module: "ip_vs").load() else { throw error }
            return try IPVSTable()
        }
    }

    private static let looking = "read the IPVS table"
}
