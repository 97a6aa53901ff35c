import Addresses
import Model

extension ServerStates {
    /// The states of a worker without servers.
    ///
    /// **Source:** HAProxy's management manual, 9.3, "show servers state", version 1.
    static let none = ServerStates(
        columns: [
            "be_id", "be_name", "srv_id", "srv_name", "srv_addr", "srv_op_state",
            "srv_admin_state", "srv_uweight", "srv_iweight", "srv_time_since_last_change",
            "srv_check_status", "srv_check_result", "srv_check_health", "srv_check_state",
            "srv_agent_state", "bk_f_forced_id", "srv_f_forced_id", "srv_fqdn", "srv_port",
            "srvrecord", "srv_use_ssl", "srv_check_port", "srv_check_addr", "srv_agent_addr",
            "srv_agent_port",
        ], servers: [])

    /// Returns the state file for a new worker: the states of the servers that stay.
    ///
    /// HAProxy would keep a port, a weight and a drain from before an edit. Therefore the file has
    /// the wanted values, and a server with a new address starts without a state. A server that is
    /// no longer checked does too, because no check would ever find it up again. A server that
    /// follows its agent keeps the agent's last answer until the next one.
    ///
    /// - Parameters:
    ///   - unproven: servers that start as down, as `BACKEND/SERVER`, until their first passed
    ///     check.
    ///   - origins: the states of servers that had another name or section.
    func stateFile(
        for wanted: DesiredProxies, unproven: Set<String> = [], origins: [String: Server] = [:]
    ) -> String {
        let place = Dictionary(
            columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var now: [String: [String: Server]] = [:]
        let hasStates =
            !unproven.isEmpty || wanted.servers.contains { $0.isChecked || $0.followsAgent }
        for server in hasStates ? servers : [] {
            now[server.backend, default: [:]][server.name] = server
        }
        let lines = wanted.servers.compactMap { server -> String? in
            if unproven.contains(server.place) { return beginning(of: server, place) }
            let own = now[server.backend]?[server.name].flatMap {
                $0.endpoint == server.endpoint ? $0 : nil
            }
            guard let old = own ?? origins[server.place], old.endpoint == server.endpoint else {
                return nil
            }
            let isFollowing =
                server.followsAgent && server.state == .online && old.isAsked == true
            guard isFollowing || old.state == server.state && server.isChecked else { return nil }
            var words = RuntimeText.words(old.line[...])
            if isFollowing {
                follow(server, &words, place)
                return words.joined(separator: " ")
            }
            rename(&words, to: server, place)
            for column in ["srv_uweight", "srv_iweight"] {
                if let index = place[column] { words[index] = "\(server.weight)" }
            }
            // The former start state does not determine the new one.
            if let index = place["srv_admin_state"], let bits = Int(words[index]) {
                words[index] = "\(bits & ~Self.configured)"
            }
            return words.joined(separator: " ")
        }
        return "1\n# \(columns.joined(separator: " "))\n" + lines.map { $0 + "\n" }.joined()
    }

    private func rename(
        _ words: inout [Substring], to server: BackendServer, _ place: [String: Int]
    ) {
        for (column, name) in [("be_name", server.backend), ("srv_name", server.name)] {
            if let index = place[column] { words[index] = Substring(name) }
        }
    }

    /// Changes the line of a server whose agent was asked, and still is.
    ///
    /// The agent's state and its share of the weight remain. HAProxy's file has no place for the
    /// agent's `down`: a checked server is down until its check passes.
    ///
    /// **Source:** `srv_state_srv_update` of 2.6.
    private func follow(
        _ server: BackendServer, _ words: inout [Substring], _ place: [String: Int]
    ) {
        rename(&words, to: server, place)
        func number(_ column: String) -> Int? { place[column].flatMap { Int(words[$0]) } }
        func set(_ column: String, _ value: Int) {
            if let index = place[column] { words[index] = "\(value)" }
        }
        let (share, whole) = (number("srv_uweight") ?? 0, number("srv_iweight") ?? 0)
        // A server of weight 0 was drained by the document: no share is known.
        let scaled = whole > 0 ? share * server.weight / whole : server.weight
        let isIdle = share == 0 && whole > 0 || server.weight == 0
        set("srv_uweight", isIdle ? 0 : min(max(1, scaled), 256))
        set("srv_iweight", server.weight)
        let gone = Self.configured | (whole == 0 ? Self.drain : 0)
        if let bits = number("srv_admin_state") { set("srv_admin_state", bits & ~gone) }
        // The former check found it down, and no check would find it up again.
        if !server.isChecked, let bits = number("srv_check_state"), bits & Self.hasCheck != 0 {
            set("srv_op_state", Self.running)
        }
    }

    /// The bit of `srv_check_state` for a server with a check: `CHK_ST_CONFIGURED`.
    private static let hasCheck = 0x02
    /// The `srv_op_state` of a server that is up: `SRV_ST_RUNNING`.
    private static let running = 2

    /// Returns the line of a server that is down and was not checked yet.
    ///
    /// **Source:** HAProxy's management manual, 9.3, "show servers state"; `srv_state_srv_update`.
    private func beginning(of server: BackendServer, _ place: [String: Int]) -> String {
        let known = [
            "be_id": "1", "be_name": server.backend, "srv_id": "1", "srv_name": server.name,
            "srv_addr": "\(server.endpoint.address)", "srv_uweight": "\(server.weight)",
            "srv_iweight": "\(server.weight)", "srv_check_status": "1", "srv_check_state": "6",
            "srv_fqdn": "-", "srv_port": "\(server.endpoint.port)", "srvrecord": "-",
            "srv_use_ssl": server.options.contains("ssl") ? "1" : "0", "srv_check_addr": "-",
            "srv_agent_addr": "-",
        ]
        return columns.map { known[$0] ?? "0" }.joined(separator: " ")
    }
}
