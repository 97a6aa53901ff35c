import Addresses
import HAProxy
import Model
import Reconciliation

/// The document in force, and the endpoints that HAProxy and IPVS pass to each other for it.
struct ProxyDocument: Sendable {
    /// The document; nil: none was accepted yet, and HAProxy is left as it is.
    private(set) var accepted: Spec?
    /// The number of documents so far.
    private(set) var revision = 0
    /// The endpoints that HAProxy and IPVS pass to each other.
    private(set) var places = SharedPlaces()
    /// The sections of former proxies that stay while the services in their place wait.
    private(set) var former = FormerSections()
    /// The proxies without a proven server, each with the service that stays in its place.
    private(set) var covered: [HeldServers] = []
    /// Whether HAProxy's states of servers matter: its own judgements, or usable servers for an
    /// election.
    private(set) var needsServerStates = false
    /// Whether unreachable HAProxy processes were searched for since HAProxy was last needed.
    private var isSwept = false

    /// The document in force; empty if there is none.
    var spec: Spec { accepted ?? Spec() }
    /// Whether HAProxy is needed.
    var needsHAProxy: Bool { spec.needsHAProxy || !former.isEmpty }

    /// Replaces the document.
    ///
    /// - Parameter isConfigured: whether HAProxy has a configuration, whose sections may have to
    ///   stay.
    mutating func accept(_ spec: Spec, isConfigured: Bool = true) {
        accepted = spec
        places =
            spec.needsHAProxy || isConfigured ? SharedPlaces(before: spec) : SharedPlaces()
        covered = []
        needsServerStates =
            spec.cluster?.failover != nil || spec.mayHaveServersJudgedByHAProxy
        revision += 1
        if needsHAProxy { isSwept = false }
    }

    /// Replaces the endpoints; those of an older document are ignored.
    mutating func update(_ places: SharedPlaces, of revision: Int) {
        if revision == self.revision { self.places = places }
    }

    /// Replaces the sections of former proxies.
    mutating func update(_ former: FormerSections) {
        self.former = former
        if needsHAProxy { isSwept = false }
    }

    /// Records the sections without a proven server: the services in their places stay.
    mutating func note(unproven: [HeldServers]) {
        covered = spec.covered(places.covering, by: unproven)
    }

    /// Whether unreachable processes were not searched for since HAProxy was last needed.
    ///
    /// Only a process of that time can be there, and a search reads every process of the host.
    mutating func needsSweep() -> Bool {
        defer { isSwept = true }
        return !isSwept
    }
}
