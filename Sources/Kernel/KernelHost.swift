import Addresses
import Model

/// The Linux kernel of this machine, in one network namespace: IPVS, addresses, sysctls.
///
/// It blocks and has one owner. Its only state are its sockets, which stay in the namespace in
/// which they were opened.
public final class KernelHost: Host {
    /// Whether the document has layer-4 services.
    ///
    /// Default false.
    public var needsIPVS = false
    /// The reason why IPVS could not be read in the last observation; nil: it was read.
    public private(set) var ipvsFailure: HostFailure?
    /// Whether firewall rules are read.
    ///
    /// Default false.
    public var needsFirewall = false
    /// The wanted sets of networks; nil: nothing needs sets.
    public var firewallSets: [FirewallSet]?

    /// The wanted network of the node; nil: the network is not read.
    public var network: NodeNetwork?

    let addresses: AddressTable
    /// The facts of earlier looks at the node's network.
    var memory = NetworkMemory()
    let names = NodeNames()
    let sysctls = SysctlDirectory()
    let settings = HostSettingFiles()
    var firewall: FirewallPrograms
    var sets = SetPrograms()
    var ipvs: IPVSAccess

    /// Opens the kernel that runs this program.
    ///
    /// - Parameter firewall: the variant of iptables.
    ///
    /// **Errors:** no netlink, which means that this host has no Linux network.
    public convenience init(firewall: FirewallVariant = .usual) throws(HostFailure) {
        try self.init(receiveBuffer: NetlinkSocket.receiveBuffer, firewall: firewall)
    }

    /// Opens the kernel with sockets of this receive buffer size.
    init(receiveBuffer: Int32, firewall variant: FirewallVariant = .usual) throws(HostFailure) {
        firewall = FirewallPrograms(variant)
        ipvs = IPVSAccess(receiveBuffer: receiveBuffer)
        do throws(KernelRefusal) {
            addresses = try AddressTable(receiveBuffer: receiveBuffer)
        } catch {
            throw error.failure(of: "open rtnetlink")
        }
    }

    /// Returns the current state of the kernel.
    ///
    /// If IPVS is not needed and cannot be read, the result has no services, and ``ipvsFailure`` is
    /// the reason. If it is needed, the failure is recorded and IPVS is missing from the scope of
    /// the result, which still has the addresses.
    ///
    /// **Errors:** nothing of the scope can be read.
    public func observe(_ scope: Scope) throws -> Observed {
        var observed = Observed(scope: scope)
        ipvsFailure = nil
        var dump: LinkDump?
        for domain in Domain.allCases where domain == .ipvs || scope.covers(domain) {
            do throws(HostFailure) {
                switch domain {
                case .ipvs: try observeIPVS(scope, into: &observed)
                case .address: try observeAddresses(&dump, into: &observed)
                case .setting:
                    observed.sysctls = sysctls.values()
                    observed.switchedOff.formUnion(settings.switchedOff)
                // Read together with the IPVS table.
                case .syncDaemon: break
                case .firewall:
                    if needsFirewall { try observeFirewall(into: &observed) }
                case .network:
                    guard let network else { continue }
                    try observeNetwork(network, try links(&dump), into: &observed)
                // HAProxy has a loop of its own.
                case .proxy: break
                }
            } catch {
                observed.failures[domain] = error
                observed.scope.domains.remove(domain)
                if domain == .ipvs {
                    observed.scope.services = []
                    // The sync daemons are read with the table.
                    if scope.covers(.syncDaemon) { observed.failures[.syncDaemon] = error }
                    observed.scope.domains.subtract([.syncDaemon])
                }
            }
        }
        if let failure = observed.failures.values.first, observed.scope == Scope() { throw failure }
        return observed
    }

    /// The interfaces and addresses of this look, read once.
    private func links(_ dump: inout LinkDump?) throws(HostFailure) -> LinkDump {
        if let dump { return dump }
        do throws(KernelRefusal) {
            let new = try LinkDump(from: addresses, hasDetails: network != nil)
            dump = new
            return new
        } catch {
            throw error.failure(of: "read the addresses of this host")
        }
    }

    private func observeAddresses(
        _ dump: inout LinkDump?, into observed: inout Observed
    ) throws(HostFailure) {
        let links = try links(&dump)
        observed.add(links.records.values)
        observed.add(links.addresses.mapValues(\.origin))
        observed.addStrictInterfaces(among: links.records.values)
        for name in observed.loneInterfaces {
            guard let index = observed.interfaceNumbers[name] else { continue }
            // An interface that is gone since has no routes.
            let routes = (try? RouteCount(on: index).value) ?? 0
            if routes > 0 { observed.loneRoutes[name] = routes }
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
        if let reason = step.obstacle(among: missing) {
            if step.isRequired { missing[step.subject] = reason }
            return .skipped(because: reason)
        }
        let result: Outcome.Result =
            switch step {
            case .address(let step): apply(step)
            case .setting(let step): apply(step)
            case .syncDaemon(let step): apply(step)
            case .firewall(let step): apply(step)
            case .network(let step): apply(step)
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
            observed.sysctls = sysctls.values(of: scope.sysctls)
        }
        do throws(HostFailure) {
            try ipvs.read(scope, asking: needsIPVS, into: &observed)
        } catch {
            ipvsFailure = error
            if needsIPVS { throw error }
        }
    }
}
