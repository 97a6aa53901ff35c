/// The node's network: the wanted one and the differences.
public struct NetworkStatus: Sendable, Hashable, Codable {
    /// The part that Ballast changes: `all`, `addresses` or `none`.
    public var manage: String
    /// The number of wanted interfaces, addresses, routes and rules.
    public var objects: Int
    /// The steps that would remove the differences.
    public var differences: [String]
    /// The reasons for differences that Ballast leaves alone.
    public var notes: [String]
    /// The reason why the network could not be read; nil: it could.
    public var fault: String?

    /// Creates a status.
    public init(
        manage: String, objects: Int, differences: [String] = [], notes: [String] = [],
        fault: String? = nil
    ) {
        self.manage = manage
        self.objects = objects
        self.differences = differences
        self.notes = notes
        self.fault = fault
    }

    /// Whether the host has the wanted network, or Ballast only observes.
    public var isFulfilled: Bool {
        fault == nil && (differences.isEmpty && notes.isEmpty || manage == "none")
    }

    /// The network in one line: "network: 7 objects as wanted".
    public var line: String {
        if let fault { return "network: \(fault)" }
        let found = differences + notes
        guard let first = found.first else {
            return "network: \(counted(objects, "object")) as wanted"
        }
        let more = found.count > 1 ? ", and \(found.count - 1) more" : ""
        let left = manage == "none" ? ", left alone" : ""
        return "network: \(counted(found.count, "difference"))\(left): \(first)\(more)"
    }
}
