import Addresses
import Model

/// The Linux kernel of this machine, as one network namespace sees it: IPVS, addresses, sysctls.
///
/// It blocks and has one owner; it keeps nothing of what it saw or did but its sockets, which stay
/// in the namespace in which they were made.
public final class KernelHost: Host {
    /// Whether the document has layer-4 services.
    ///
    /// Default false.
    public var needsIPVS = false
    /// Why there is no IPVS to look at, since the last look; nil: it was looked at.
    public private(set) var ipvsFailure: HostFailure?

    let addresses: AddressTable
    let sysctls = SysctlDirectory()
    let settings = HostSettingFiles()
    var ipvs: IPVSAccess

    /// The kernel that runs this program.
    ///
    /// **Errors:** when there is no netlink, which means no Linux network.
    public convenience init() throws(HostFailure) {
        try self.init(receiveBuffer: NetlinkSocket.receiveBuffer)
    }

    /// The kernel, over sockets with receive buffers of this size.
    init(receiveBuffer: Int32) throws(HostFailure) {
        ipvs = IPVSAccess(receiveBuffer: receiveBuffer)
        do throws(KernelRefusal) {
            addresses = try AddressTable(receiveBuffer: receiveBuffer)
        } catch {
            throw error.failure(of: "open rtnetlink")
        }
    }

    /// The state of the kernel now.
    ///
    /// Where IPVS is not needed and can't be read, there are no services, and ``ipvsFailure`` says
    /// why. Where it is needed, the failure is noted, and the scope of the result does not cover
    /// it: addresses are read all the same.
    ///
    /// **Errors:** when nothing of the scope can be read.
    public func observe(_ scope: Scope) throws -> Observed {
        var observed = Observed(scope: scope)
        ipvsFailure = nil
        for domain in Domain.allCases where domain == .ipvs || scope.covers(domain) {
            do throws(HostFailure) {
                switch domain {
                case .ipvs: try observeIPVS(scope, into: &observed)
                case .address: try observeAddresses(into: &observed)
                case .setting:
                    observed.sysctls = sysctls.values()
                    observed.switchedOff.formUnion(settings.switchedOff)
                // Read with the table that they belong to.
                case .syncDaemon: break
                // HAProxy has a loop of its own.
                case .proxy: break
                }
            } catch {
                observed.failures[domain] = error
                observed.scope.domains.remove(domain)
                if domain == .ipvs {
                    observed.scope.services = []
                    observed.scope.domains.subtract([.syncDaemon])
                }
            }
        }
        if let failure = observed.failures.values.first, observed.scope == Scope() { throw failure }
        return observed
    }

    private func observeAddresses(into observed: inout Observed) throws(HostFailure) {
        do throws(KernelRefusal) {
            let links = try addresses.interfaces()
            observed.take(links.values)
            observed.take(try addresses.addresses(on: links))
        } catch {
            throw error.failure(of: "read the addresses of this host")
        }
    }

    /// Applies the steps in order; consecutive IPVS steps share system calls.
    public func apply(_ steps: [Step]) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        var missing: [StepSubject: String] = [:]
        var rest = steps[...]
        while let step = rest.first {
            let run = rest.prefix { $0.isCommand }
            rest = rest.dropFirst(max(1, run.count))
            if run.isEmpty {
                outcomes.append(Outcome(step: step, result: applyAlone(step, &missing)))
            } else {
                apply(run, &missing, into: &outcomes)
            }
        }
        return outcomes
    }

    private func applyAlone(
        _ step: Step, _ missing: inout [StepSubject: String]
    ) -> Outcome.Result {
        if let reason = step.obstacle(among: missing) { return .skipped(because: reason) }
        let result: Outcome.Result =
            switch step {
            case .address(let step): apply(step)
            case .setting(let step): apply(step)
            case .syncDaemon(let step): apply(step)
            case .proxy: .skipped(because: "HAProxy has a loop of its own")
            case .ipvs: preconditionFailure("IPVS commands are applied in runs")
            }
        if step.isRequired, case .failed(let failure) = result {
            missing[step.subject] = failure.description
        }
        return result
    }

    private func apply(
        _ run: ArraySlice<Step>, _ missing: inout [StepSubject: String],
        into outcomes: inout [Outcome]
    ) {
        do throws(HostFailure) {
            StepRun.apply(
                run, to: try ipvs.table(asking: true), missing: &missing, into: &outcomes)
        } catch {
            for step in run {
                var failure = error
                failure.operation = step.operation
                outcomes.append(Outcome(step: step, result: .failed(failure)))
            }
        }
    }

    private func observeIPVS(_ scope: Scope, into observed: inout Observed) throws(HostFailure) {
        guard scope.readsIPVS || scope.covers(.syncDaemon) else { return }
        if !scope.covers(.setting) {
            observed.sysctls = sysctls.values(of: [.expireQuiescentTemplate])
        }
        do throws(HostFailure) {
            try ipvs.read(scope, asking: needsIPVS, into: &observed)
        } catch {
            ipvsFailure = error
            if needsIPVS { throw error }
        }
    }
}
