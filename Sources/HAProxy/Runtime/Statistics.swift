import Model

/// The reply to `show stat`: one line per frontend, backend, server and listener.
///
/// **Source:** HAProxy's management manual, 9.1 (CSV format).
public struct Statistics: Sendable, Hashable {
    /// A line with the columns in use, of about a hundred.
    public struct Row: Sendable, Hashable {
        /// The proxy's name.
        public fileprivate(set) var proxy = ""
        /// The server's name, `FRONTEND`, or `BACKEND`.
        public fileprivate(set) var server = ""
        /// Whether the line is a server's.
        public fileprivate(set) var isServer = false
        /// Whether the line is of the clients of a proxy.
        public fileprivate(set) var isFrontend = false
        /// The number of open sessions.
        public fileprivate(set) var sessions = 0
        /// The session limit of a server; nil: unlimited.
        public fileprivate(set) var limit: Int?
        /// The number of queued requests.
        public fileprivate(set) var queued = 0
        /// The number of sessions since the process started.
        public fileprivate(set) var total: UInt64 = 0
        /// The number of bytes from clients since the process started.
        public fileprivate(set) var bytesIn: UInt64 = 0
        /// The number of bytes to clients since the process started.
        public fileprivate(set) var bytesOut: UInt64 = 0
        /// The number of answers with a final status since the process started.
        public fileprivate(set) var answers: UInt64 = 0
        /// The number of answers with a status 1xx.
        public fileprivate(set) var preliminaryAnswers: UInt64 = 0
        /// The number of answers with a status 5xx.
        public fileprivate(set) var failedAnswers: UInt64 = 0
        /// The number of refused connections and unreadable answers.
        public fileprivate(set) var refusals: UInt64 = 0
        /// The number of retries and redispatches.
        public fileprivate(set) var repetitions: UInt64 = 0
        /// The number of clients' requests since the process started.
        public fileprivate(set) var requests: UInt64 = 0
        /// The number of requests that a rule has denied since the process started.
        public fileprivate(set) var deniedRequests: UInt64 = 0
        /// The number of connections and sessions that a rule has rejected since the process
        /// started.
        public fileprivate(set) var rejections: UInt64 = 0
        /// The number of sessions in the last second; nil: the column is empty.
        public fileprivate(set) var rate: UInt64?
        /// `UP`, `DOWN`, `no check`, `DRAIN`, `MAINT`, `OPEN` and others.
        public fileprivate(set) var status = ""
        /// The number of transitions to `DOWN` since the process started.
        public fileprivate(set) var falls = 0
        /// The number of failed checks since the process started; nil: the server is not checked.
        public fileprivate(set) var failures: Int?
        /// The number of seconds since the last change of the status.
        public fileprivate(set) var lastChange: Int?
        /// `L7OK`, `L4CON`, `INI` and others; empty: not checked.
        public fileprivate(set) var checkStatus = ""
        /// HAProxy's keyword of the latest agent check; empty: no agent is asked; nil: this version
        /// does not print it.
        public fileprivate(set) var agentStatus: String?
        /// The result of the latest agent check, in words.
        public fileprivate(set) var agentText = ""
        /// The server's address; empty: this version does not print it.
        public fileprivate(set) var address = ""
        /// The result of the latest check, in words.
        public fileprivate(set) var checkText = ""
        /// The status or code of the answer.
        public fileprivate(set) var checkCode: Int?
        /// The duration of the check in milliseconds.
        public fileprivate(set) var checkDuration: Int?
    }

    /// The lines in the order of the reply.
    public let rows: [Row]

    /// Parses the reply.
    ///
    /// Lines without the names of proxy and server are skipped.
    ///
    /// **Errors:** nil if the first line does not name the columns.
    public init?(_ text: String) {
        var text = text
        let rows = text.withUTF8 { bytes -> [Row]? in
            var records = CommaSeparated(bytes)
            var columns: [Column?] = []
            records.readRecord { columns.append(Column(rawValue: $1())) }
            guard columns.starts(with: [.proxy, .server]) else { return nil }
            var rows: [Row] = []
            while !records.isAtEnd {
                var row = Row()
                records.readRecord { position, word in
                    guard position < columns.count, let column = columns[position] else { return }
                    row.store(word(), from: column)
                }
                if !row.proxy.isEmpty, !row.server.isEmpty { rows.append(row) }
            }
            return rows
        }
        guard let rows else { return nil }
        self.rows = rows
    }

    /// A column in use, by its name.
    fileprivate enum Column: String {
        case proxy = "# pxname"
        case server = "svname"
        case type
        case sessions = "scur"
        case limit = "slim"
        case queued = "qcur"
        case total = "stot"
        case bytesIn = "bin"
        case bytesOut = "bout"
        case success = "hrsp_2xx"
        case redirection = "hrsp_3xx"
        case clientError = "hrsp_4xx"
        case serverError = "hrsp_5xx"
        case otherAnswer = "hrsp_other"
        case preliminary = "hrsp_1xx"
        case refusedConnections = "econ"
        case refusedAnswers = "eresp"
        case retries = "wretr"
        case redispatches = "wredis"
        case requests = "req_tot"
        case deniedRequests = "dreq"
        case deniedConnections = "dcon"
        case deniedSessions = "dses"
        case rate
        case status
        case falls = "chkdown"
        case failures = "chkfail"
        case lastChange = "lastchg"
        case checkStatus = "check_status"
        case agentStatus = "agent_status"
        case agentText = "last_agt"
        case checkText = "last_chk"
        case checkCode = "check_code"
        case checkDuration = "check_duration"
        case address = "addr"
    }
}

extension Statistics.Row {
    /// The `type` of a server's line.
    private static let server = "2"
    /// The `type` of a frontend's line.
    private static let frontend = "0"

    /// The number of refused connections, unreadable answers, retries and redispatches.
    var faults: UInt64 { refusals + repetitions }

    fileprivate mutating func store(_ word: String, from column: Statistics.Column) {
        switch column {
        case .proxy: proxy = word
        case .server: server = word
        case .type:
            isServer = word == Self.server
            isFrontend = word == Self.frontend
        case .sessions: sessions = Self.number(word) ?? 0
        case .limit: limit = Self.number(word)
        case .queued: queued = Self.number(word) ?? 0
        case .total: total = UInt64(word) ?? 0
        case .bytesIn: bytesIn = UInt64(word) ?? 0
        case .bytesOut: bytesOut = UInt64(word) ?? 0
        case .success, .redirection, .clientError, .otherAnswer: answers += UInt64(word) ?? 0
        case .preliminary: preliminaryAnswers = UInt64(word) ?? 0
        case .serverError:
            failedAnswers = UInt64(word) ?? 0
            answers += failedAnswers
        case .refusedConnections, .refusedAnswers: refusals += UInt64(word) ?? 0
        case .retries, .redispatches: repetitions += UInt64(word) ?? 0
        case .requests: requests = UInt64(word) ?? 0
        case .deniedRequests: deniedRequests = UInt64(word) ?? 0
        case .deniedConnections, .deniedSessions: rejections += UInt64(word) ?? 0
        case .rate: rate = UInt64(word)
        case .status: status = word.clean
        case .falls: falls = Self.number(word) ?? 0
        case .failures: failures = Self.number(word)
        case .lastChange: lastChange = Self.number(word)
        case .checkStatus: checkStatus = word.clean
        case .agentStatus: agentStatus = word.clean
        case .agentText: agentText = word.clean
        case .checkText: checkText = word.clean
        case .checkCode: checkCode = Self.number(word)
        case .checkDuration: checkDuration = Self.number(word)
        case .address: address = word.clean
        }
    }

    /// Parses a non-negative number.
    private static func number(_ word: String) -> Int? {
        Int(word).flatMap { $0 < 0 ? nil : $0 }
    }
}
