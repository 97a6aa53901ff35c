/// The reply of a worker to `show info`.
///
/// **Source:** HAProxy's management manual, 9.3, "show info".
public struct ProcessInfo: Sendable, Hashable {
    /// Its process id.
    public let pid: Int32
    /// `2.6.12-1+deb12u4`.
    public let version: String
    /// The time since it started.
    public let uptime: Duration
    /// Open connections.
    public let connections: Int
    /// Whether it accepts no new connections and exits after its last one.
    public let isStopping: Bool
    /// Every field as printed.
    public let fields: [String: String]

    /// Parses the reply.
    ///
    /// **Errors:** nil without a process id.
    public init?(_ text: String) {
        let fields = RuntimeText.pairs(text)
        guard let pid = fields["Pid"].flatMap(Int32.init), pid > 0 else { return nil }
        self.pid = pid
        version = fields["Version"] ?? ""
        uptime = .seconds(max(0, fields["Uptime_sec"].flatMap(Int32.init) ?? 0))
        connections = max(0, fields["CurrConns"].flatMap(Int.init) ?? 0)
        isStopping = (fields["Stopping"] ?? "0") != "0"
        self.fields = fields
    }
}
