import Model

extension ProxyFrame {
    /// The name of the process variable that has the frame of a worker.
    ///
    /// haproxy.cfg sets it when it is loaded, and Ballast when it adds a server.
    public static let variable = "proc.ballast_structure"

    /// Reads the reply to `get var`.
    ///
    /// **Errors:** nil when the variable isn't set: the configuration isn't Ballast's.
    public init?(reply: String) {
        let parts = reply.split(whereSeparator: { "<>\n".contains($0) })
        guard parts.count >= 2, parts[0].hasSuffix("value=") else { return nil }
        self.init(digest: parts[1])
    }

    /// The line of `global` that sets it.
    public var line: String { "set-var \(Self.variable) str(\(digest))" }
}
