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
    /// why.
    ///
    /// **Errors:** when addresses can't be read; when IPVS is needed and can't be read, because the
    /// kernel has none or CAP_NET_ADMIN is missing.
    public func observe(_ scope: Scope) throws -> Observed {
        var observed = Observed(scope: scope)
        try observeIPVS(scope, into: &observed)
        guard scope == .everything else {
            observed.sysctls = sysctls.values(of: [.expireQuiescentTemplate])
            return observed
        }
        observed.sysctls = sysctls.values()
        observed.switchedOff = settings.switchedOff
        do throws(KernelRefusal) {
            let links = try addresses.interfaces()
            observed.take(links.values)
            observed.take(try addresses.addresses(on: links))
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
                    run, to: try ipvs.table(asking: true), missing: &failed.services,
                    into: &outcomes)
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

    private func observeIPVS(_ scope: Scope, into observed: inout Observed) throws(HostFailure) {
        ipvsFailure = nil
        do throws(HostFailure) {
            try ipvs.read(scope, asking: needsIPVS, into: &observed)
        } catch {
            ipvsFailure = error
            if needsIPVS { throw error }
        }
    }
}
