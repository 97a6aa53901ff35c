import Addresses
import Model

/// The desired state for one document, kept up to date: a service is derived again only after a
/// change of its own signals.
///
/// `Derivation(of: spec, signals: s).desired` equals a derivation that was updated to `s`.
public struct Derivation: Sendable {
    /// The document.
    public private(set) var spec: Spec
    /// The desired state for the latest signals.
    public private(set) var desired: Desired
    /// Services whose desired state also depends on the host: ``Desired/keeping(what:)`` completes
    /// it.
    public private(set) var provisional: Set<ServiceKey> = []

    /// Positions of the services in the document; of equal identities, the first.
    private var positions: [ServiceKey: Int]
    /// Endpoints on which proxies of the document listen.
    private var endpoints: Set<Endpoint>
    /// Services without their fallback because no holding page is served on this host.
    private var withoutPage: Set<ServiceKey> = []
    private var frame: Frame

    /// The signals that affect more than one service.
    private struct Frame: Hashable {
        var carriesAddresses: Bool
        var managesAddresses: Bool
        var election: ElectionState
        var served: Set<Endpoint>?
        var listening: Set<Endpoint>
        var provenProxies: Set<Endpoint>?
        var isChecked: Bool
        var isAsked: Bool
        var hasPages: Bool

        init(_ signals: Signals) {
            carriesAddresses = signals.carriesAddresses
            managesAddresses = signals.managesAddresses
            election = signals.election
            served = signals.served
            listening = signals.listening
            provenProxies = signals.provenProxies
            isChecked = signals.verdicts != nil
            isAsked = signals.feedback != nil
            hasPages = signals.pages != nil
        }

        /// Whether a source of signals appeared or ended, which affects every service.
        func hasOtherSources(than other: Frame) -> Bool {
            isChecked != other.isChecked || isAsked != other.isAsked || hasPages != other.hasPages
        }
    }

    /// Derives the desired state for this document and these signals.
    public init(of spec: Spec, signals: Signals) {
        self.spec = spec
        frame = Frame(signals)
        endpoints = spec.proxyEndpoints
        positions = spec.positions
        desired = Desired(
            sysctls: spec.neededSysctls, sysctlDefaults: spec.defaultSysctls,
            timeouts: spec.ipvs.timeouts, ownership: spec.ownership)
        deriveAll(from: signals)
    }

    /// Updates the parts that these signals change.
    ///
    /// - Parameter keys: the services whose verdicts, readings, page or quorum may differ from the
    ///   former signals; nil: all.
    ///
    /// - Returns: the services whose desired state has changed; nil: any may have.
    @discardableResult
    public mutating func update(
        _ keys: Set<ServiceKey>?, to signals: Signals
    ) -> Set<ServiceKey>? {
        let next = Frame(signals)
        let isElsewhere = next != frame
        let isWhole = keys == nil || next.hasOtherSources(than: frame)
        frame = next
        if isWhole {
            deriveAll(from: signals)
            return nil
        }
        var changed: Set<ServiceKey> = []
        for key in keys ?? [] {
            guard let position = positions[key] else { continue }
            let wanted = derive(spec.services[position], from: signals)
            guard desired.services[key] != wanted else { continue }
            desired.services[key] = wanted
            note(wanted, key)
            changed.insert(key)
        }
        desired.withoutPage = withoutPage.count
        desired.now = signals.now
        if isElsewhere { deriveFrame(from: signals) }
        return changed
    }

    /// Updates the derivation to another document; the desired state of unchanged services is kept.
    ///
    /// - Parameter keys: the services whose signals may differ; nil: all of them.
    ///
    /// **Shape:** the services whose desired state has changed; nil: unknown.
    public mutating func follow(
        _ next: Spec, _ keys: Set<ServiceKey>?, to signals: Signals
    ) -> Set<ServiceKey>? {
        guard let keys, signals.verdicts != nil, signals.feedback != nil,
            next.health == spec.health, next.holdingPage == spec.holdingPage
        else {
            self = Derivation(of: next, signals: signals)
            return nil
        }
        let (before, places) = (spec, positions)
        spec = next
        let isInPlace = next.services.haveKeys(of: before.services)
        positions = isInPlace ? places : next.positions
        endpoints = next.proxyEndpoints
        desired.sysctls = next.neededSysctls
        desired.sysctlDefaults = next.defaultSysctls
        desired.timeouts = next.ipvs.timeouts
        desired.ownership = next.ownership
        var changed: Set<ServiceKey> = []
        for key in places.keys where !isInPlace && positions[key] == nil {
            desired.services[key] = nil
            provisional.remove(key)
            withoutPage.remove(key)
            changed.insert(key)
        }
        var edited = keys
        if isInPlace {
            for (position, service) in next.services.enumerated()
            where before.services[position] != service {
                edited.insert(service.key)
            }
        } else {
            for (key, position) in positions {
                guard let place = places[key], before.services[place] == next.services[position]
                else {
                    edited.insert(key)
                    continue
                }
            }
        }
        guard let derived = update(edited, to: signals) else { return nil }
        deriveFrame(from: signals)
        return changed.union(derived)
    }

    private mutating func deriveAll(from signals: Signals) {
        var services = ServiceTable<DesiredService>()
        provisional = []
        withoutPage = []
        desired.assumedUp = 0
        desired.assumedIdle = 0
        for (position, service) in spec.services.enumerated()
        where positions[service.key] == position {
            if signals.verdicts == nil { desired.assumedUp += service.checkedCount }
            if signals.feedback == nil { desired.assumedIdle += service.askedCount }
            let wanted = derive(service, from: signals)
            services[service.key] = wanted
            note(wanted, service.key)
        }
        desired.services = services
        desired.withoutPage = withoutPage.count
        desired.now = signals.now
        deriveFrame(from: signals)
    }

    private mutating func note(_ wanted: DesiredService, _ key: ServiceKey) {
        if wanted.isProvisional { provisional.insert(key) } else { provisional.remove(key) }
    }

    private mutating func derive(_ written: Service, from signals: Signals) -> DesiredService {
        let key = written.key
        let verdicts = signals.verdicts.map { $0[key] ?? [:] }
        let readings = signals.feedback.map { $0[key] ?? [:] }
        var service = written.following(readings)
        if service.fallback == .holdingPage, signals.pages?.contains(key) != true {
            service.fallback = nil
            withoutPage.insert(key)
        } else {
            withoutPage.remove(key)
        }
        return service.desired(
            of: written, verdicts, readings, defaults: spec.health,
            isLost: verdicts != nil && signals.lostQuorums.contains(key),
            // If no page is served, the fallback was removed already.
            isReplaced: spec.holdingPage.whenOffline && service.isOffline)
    }

    /// Derives the parts of the desired state other than services.
    private mutating func deriveFrame(from signals: Signals) {
        desired.addresses = spec.addresses(signals: signals)
        desired.elected = spec.electedAddresses(signals: signals)
        desired.unserved = spec.unserved(endpoints, signals: signals)
        desired.carriesAddresses = signals.carriesAddresses
        desired.proxied = endpoints.reduce(into: [:]) { places, endpoint in
            places[endpoint] = ProxyReadiness(
                listens: signals.served?.contains(endpoint) ?? true,
                isProven: signals.provenProxies?.contains(endpoint) ?? true)
        }
        desired.occupied = [:]
        if !signals.listening.isEmpty {
            for key in desired.services.keys {
                desired.occupied[key] = key.place(among: signals.listening)
            }
        }
        desired.deriveOthers(from: spec, signals)
    }
}

extension Spec {
    /// The places of services by key; of those with one identity, the first.
    fileprivate var positions: [ServiceKey: Int] {
        var positions: [ServiceKey: Int] = [:]
        positions.reserveCapacity(services.count)
        for (position, service) in services.enumerated() where positions[service.key] == nil {
            positions[service.key] = position
        }
        return positions
    }
}
