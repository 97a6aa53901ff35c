/// One change of the host, complete in itself: it can be printed, stored, sent and applied.
///
/// Each case is a domain: one kind of object that is reconciled.
public indirect enum Step: Sendable, Hashable {
    /// IPVS services and their servers.
    case ipvs(IPVSStep)
    /// Virtual addresses on interfaces.
    case address(AddressStep)
    /// Settings of IPVS and of the host.
    case setting(SettingStep)
    /// Connection synchronisation daemons.
    case syncDaemon(SyncDaemonStep)
    /// Firewall rules.
    case firewall(FirewallStep)
    /// The node's own network.
    case network(NetworkStep)
    /// HAProxy, its worker and the worker's servers.
    case proxy(ProxyStep)

    /// The step of its domain.
    public var content: any DomainStep {
        switch self {
        case .ipvs(let step): step
        case .address(let step): step
        case .setting(let step): step
        case .syncDaemon(let step): step
        case .firewall(let step): step
        case .network(let step): step
        case .proxy(let step): step
        }
    }

    /// The domain of its subject.
    public var domain: Domain {
        switch self {
        case .ipvs: .ipvs
        case .address: .address
        case .setting: .setting
        case .syncDaemon: .syncDaemon
        case .firewall: .firewall
        case .network: .network
        case .proxy: .proxy
        }
    }
}

extension Step: DomainStep {
    /// The object that the step changes.
    public var subject: StepSubject { content.subject }
    /// The effect of the step on its subject.
    public var action: StepAction { content.action }
    /// The worst effect of the step on clients.
    public var risk: Risk { content.risk }
    /// The phase in which the step is safe.
    public var phase: StepPhase { content.phase }
    /// Objects that the step depends on.
    public var requires: [StepSubject] { content.requires }
    /// The subject's values before the step.
    public var before: [String: StepValue]? { content.before }
    /// The subject's values after the step.
    public var after: [String: StepValue]? { content.after }
    /// Whether the failure of this step prevents steps that require the subject.
    public var isRequired: Bool { content.isRequired }
    /// Whether a server gets no new connections from here on.
    public var isDrain: Bool { content.isDrain }
    /// The subject and its changes.
    public var sentence: String { content.sentence }
    /// The operation of the step.
    public var operation: String { content.operation }
}

extension Step: CustomStringConvertible {
    /// The line that `ballast plan` prints: "+ server 10.0.0.11:80 in tcp 10.0.0.1:80, gate,
    /// weight 1".
    public var description: String {
        let content = content
        return "\(content.action.rawValue) \(content.sentence)"
    }

    /// The service that the step changes, or the service of its server; nil: neither.
    public var serviceKey: ServiceKey? { subject.service }
}
