import Addresses

/// What the proxies are to be, as far as a worker can be told without a reload.
public struct WantedProxies: Sendable, Hashable {
    /// What no runtime command changes: see ``Structure``.
    public var structure: Structure
    /// Servers, in the order of the document.
    public var servers: [WantedServer]
    /// Certificates that listeners load by name.
    public var certificates: [WantedCertificate]

    /// These proxies.
    public init(
        structure: Structure, servers: [WantedServer] = [], certificates: [WantedCertificate] = []
    ) {
        self.structure = structure
        self.servers = servers
        self.certificates = certificates
    }
}

/// A server of a backend.
public struct WantedServer: Sendable, Hashable {
    /// What the operator wants of it.
    public enum State: Sendable, Hashable, CaseIterable {
        /// It gets connections.
        case online
        /// It gets no new ones. HAProxy still sends it remembered clients, so weight 0 is used
        /// instead.
        case drain
        /// It gets none.
        case offline

        /// The word of `set server B/S state`.
        var word: String {
            switch self {
            case .online: "ready"
            case .drain: "drain"
            case .offline: "maint"
            }
        }
    }

    /// The backend's name.
    public var backend: String
    /// The server's name, unique in its backend.
    public var name: String
    /// Where it is.
    public var endpoint: Endpoint
    /// Its share of new connections.
    ///
    /// **Unit and range:** 0...256.
    public var weight: Int
    /// What the operator wants.
    public var state: State
    /// Most connections at a time; nil: any number.
    public var limit: Int?
    /// The further words of its line: they can't be changed while it exists.
    public var options: [String]
    /// True when the backend balances with a dynamic algorithm: weights and servers may change.
    public var isDynamic: Bool

    /// Its backend and its name.
    var place: String { "\(backend)/\(name)" }

    /// True when it has to pass a check before it is known to work.
    var isChecked: Bool { options.contains("check") }

    /// True when its agent says which weight and state it has, as long as the operator lets it.
    var followsAgent: Bool { options.contains("agent-check") }

    /// This server.
    public init(
        backend: String, name: String, endpoint: Endpoint, weight: Int = 1,
        state: State = .online, limit: Int? = nil, options: [String] = [], isDynamic: Bool = true
    ) {
        self.backend = backend
        self.name = name
        self.endpoint = endpoint
        self.weight = weight
        self.state = state
        self.limit = limit
        self.options = options
        self.isDynamic = isDynamic
    }
}

/// A certificate file that a listener loads.
public struct WantedCertificate: Sendable, Hashable {
    /// Its name, as the configuration has it.
    public var file: String
    /// SHA-1 of the certificate in DER: 40 capital hexadecimal digits.
    public var fingerprint: String
    /// Certificate, chain and key in PEM.
    public var pem: String

    /// This certificate.
    public init(file: String, fingerprint: String, pem: String) {
        self.file = file
        self.fingerprint = fingerprint
        self.pem = pem
    }
}
