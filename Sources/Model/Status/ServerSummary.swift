import Addresses

/// The summary of a server of either layer: state, time of the last change, and reason.
public struct ServerSummary: Sendable, Codable, Hashable {
    /// Name in the document, or else the endpoint.
    public var name: String
    /// The route that it serves, by name or else by number; nil: none.
    public var route: String?
    /// The endpoint; nil: the worker knows no address.
    public var endpoint: Endpoint?
    /// Its state.
    public var state: State
    /// The beginning of ``state``.
    ///
    /// **Unit:** milliseconds since 1970; nil: unknown, as for an edit by the operator.
    public var since: Int64?
    /// The reason why it gets fewer connections than desired; nil: it gets its share.
    public var reason: String?
    /// The desired weight; nil: none.
    public var want: Int?
    /// The observed weight; nil: none.
    public var got: Int?
    /// Number of open sessions.
    public var sessions: Int
    /// Number of clients remembered by persistence; nil: not counted.
    public var remembered: Int?

    /// The state of a server; the more severe one is the lesser.
    public enum State: Int, Sendable, Codable, Hashable, Comparable, CaseIterable {
        /// The server should serve and does not work.
        case down
        /// The host differs from the document.
        case different
        /// The server waits for its first check.
        case unproven
        /// The server is not in the document and serves until others can, or because none works.
        case standsIn
        /// The server is not in the document, and its open connections continue.
        case leaving
        /// The operator drains it.
        case drain
        /// The operator has taken it out of service.
        case offline
        /// Its check is `off`, so it gets no connections.
        case off
        /// Its check passes, and it serves.
        case up
        /// The server is not checked and counts as up.
        case unchecked

        /// By severity; the more severe one is the lesser.
        public static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }

        /// The printed form.
        public var words: String {
            switch self {
            case .down: "down"
            case .different: "not applied"
            case .unproven: "not checked yet"
            case .standsIn: "stands in"
            case .leaving: "leaving"
            case .drain: "drain"
            case .offline: "offline"
            case .off: "check off"
            case .up: "up"
            case .unchecked: "up, unchecked"
            }
        }
    }

    /// Whether it gets new connections.
    public var serves: Bool {
        switch state {
        case .up, .unchecked: want ?? 0 > 0
        case .different, .standsIn: got ?? 0 > 0
        case .down, .unproven, .leaving, .drain, .offline, .off: false
        }
    }

    /// Creates the summary of a layer-4 server.
    public init(_ server: ServerStatus) {
        name = server.name ?? server.endpoint.description
        endpoint = server.endpoint
        want = server.want?.weight
        got = server.got?.weight
        sessions = server.connections.open
        remembered = server.connections.persistent
        reason = server.reason
        state =
            switch server.state {
            case nil: server.want == nil ? .leaving : .standsIn
            case .drain: .drain
            case .offline: .offline
            case .online where server.isDown: .down
            case .online where server.want != server.got: .different
            case .online where server.isCheckOff == true: .off
            case .online:
                switch server.verdict?.state {
                case nil: .unchecked
                case .unknown: .unproven
                case .up, .down: .up
                }
            }
        guard let verdict = server.verdict, verdict.state != .unknown else { return }
        since = begin(of: verdict)
        // The age is printed separately.
        if state == .down, verdict.state == .down, !verdict.reason.isEmpty {
            reason = verdict.reason
        }
    }

    /// Creates the summary of a proxy's server.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ server: ProxyServerStatus, now: Int64) {
        name = server.name
        route = server.routeLabel
        endpoint = server.want.endpoint
        want = server.want.isOnline ? server.want.weight : nil
        got = server.got.flatMap { $0.isOnline ? $0.weight : nil }
        sessions = server.sessions
        reason = server.reason
        state =
            switch server.state {
            case .drain: .drain
            case .offline: .offline
            case .online where server.standsIn == true: .standsIn
            case .online where server.isDown: .down
            case .online where !server.isAsWanted: .different
            case .online where server.isUp == nil && !server.want.isOnline: .off
            case .online where server.awaitsCheck == true: .unproven
            case .online: server.isUp == nil ? .unchecked : .up
            }
        if let verdict = server.verdict, verdict.state != .unknown {
            since = begin(of: verdict)
            if state == .down, !verdict.reason.isEmpty { reason = verdict.reason }
        } else if state == .up || state == .down, server.isUp != nil,
            let age = server.check?.lastChange
        {
            since = now - Int64(age) * 1_000
        }
        if state == .down, reason?.hasPrefix("down: ") == true {
            reason = reason.map { String($0.dropFirst("down: ".count)) }
        }
    }

    /// The beginning of the printed state, according to the verdict; nil: another state is printed.
    private func begin(of verdict: Verdict) -> Int64? {
        switch (state, verdict.state) {
        case (.up, .up), (.down, .down): verdict.since
        default: nil
        }
    }
}
