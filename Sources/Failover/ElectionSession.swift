import Speaker
import VRRP

/// The conversation with one election process, from the connection to its end.
struct ElectionSession {
    /// The connection.
    let connection: ElectionConnection
    /// The latest status; nil: none yet.
    private(set) var status: SpeakerStatus?
    /// Whether the latest status had a form that this version does not know.
    var isUnreadable = false
    /// The program of the process beside the installed one.
    private var program = RunningProgram()
    /// Whether the process runs another program than the installed one.
    var isOutdated: Bool { program.differs }
    /// The number of received statuses.
    private(set) var statuses = 0
    /// The role in each group.
    private(set) var roles: [String: Report.Role] = [:]
    /// Whether this connection was made the controller's.
    var isAdopted = false
    /// The settings that were sent last.
    var settings: SpeakerSettings?
    /// The reason for which they were refused; nil: they were not.
    var refusal: String?
    /// The nodes that are not heard.
    var absences = AbsenceReports()
    /// The condition that was sent last.
    var condition: NodeCondition?
    /// The time since which the socket of the process is missing; nil: it exists.
    var socketless: ContinuousClock.Instant?
    /// The number of looks at the process since it is silent.
    var silentLooks = 0
    /// The time of the next status.
    var nextLook = ContinuousClock.now

    /// Creates a conversation.
    init(_ connection: ElectionConnection) {
        self.connection = connection
    }

    /// Whether this node has the addresses of any group.
    var isActive: Bool { roles.values.contains(.active) }

    /// Whether the election of every group has ended, as before an orderly end of the process.
    var hasLeftRoles: Bool { !roles.isEmpty && roles.values.allSatisfy { $0 == .stopped } }

    /// Records a status.
    mutating func update(_ status: SpeakerStatus) {
        // Another election of a group starts with the condition of a healthy node.
        let names = status.groups.map(\.name)
        if names != self.status?.groups.map(\.name) { condition = nil }
        self.status = status
        isUnreadable = false
        statuses += 1
        roles = Dictionary(status.groups.map { ($0.name, $0.role) }) { first, _ in first }
    }

    /// Compares the program of the process with the installed one.
    mutating func updateProgram(_ path: String) {
        program.update(process: connection.process.pid, path)
    }

    /// Records a role that an event reports.
    mutating func update(_ event: SpeakerEvent) {
        guard event.kind == .role, let role = event.value.flatMap(Report.Role.init(word:)) else {
            return
        }
        roles[event.subject] = role
    }
}
