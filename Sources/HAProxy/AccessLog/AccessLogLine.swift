import Model

/// The line that HAProxy writes for the access log: its target, its kind and its fields.
///
/// Values that clients choose are in Base64, so that no byte of a client ends a field or a line,
/// and that the longest line still fits the pipe at once.
enum AccessLogLine {
    /// The longest line with its end: a pipe accepts this many bytes completely or not at all.
    ///
    /// Source: `pipe(7)`, PIPE_BUF.
    static let longest = 4096
    /// The logged request headers, with the largest length of each.
    ///
    /// **Unit:** bytes.
    static let headers: [(name: String, length: Int)] = [
        ("Host", 255), ("X-Forwarded-For", 255), ("User-Agent", 512), ("Referer", 512),
    ]

    /// The contents of a line, by its second word.
    enum Kind: String {
        /// Fields of a request.
        case http
        /// Fields of a connection.
        case tcp
        /// The worker's process id and a line of HAProxy's own format.
        case text
    }

    /// HAProxy's name of a target: 16 hexadecimal digits.
    static func identifier(of target: AccessLog.Target) -> String {
        ProxyFrame.digest(of: "\(target)")
    }

    /// The log format for HAProxy.
    static func format(of log: AccessLog, in mode: Proxy.Mode) -> String {
        let target = identifier(of: log.target)
        switch (log.format, mode) {
        case (.httplog, .http): return "\(target) \(Kind.text.rawValue) %pid \(httplog)"
        case (.httplog, .tcp): return "\(target) \(Kind.text.rawValue) %pid \(tcplog)"
        case (.json, .http):
            let fields = common + request
            return "\(target) \(Kind.http.rawValue) " + fields.joined(separator: " ")
        case (.json, .tcp):
            let fields = common + connection
            return "\(target) \(Kind.tcp.rawValue) " + fields.joined(separator: " ")
        }
    }

    /// Source: HAProxy's configuration manual, section 8.2.3.
    private static let httplog =
        "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc "
        + "%ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"
    /// Source: HAProxy's configuration manual, section 8.2.2.
    private static let tcplog =
        "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq"

    /// The fields of every line; ``AccessLogRecord`` reads them in this order.
    static let common = [
        "%[date(0,ms)]", "%ci", "%cp", "%fi", "%fp", "%f", "%b", "%s", "%ts", "%B", "%U", "%Tw",
        "%Tc", "%rc", "%sq", "%bq", "%fc", "%sc", "%sslv", "%sslc", "%[ssl_fc_sni,base64]",
    ]
    /// The further fields of a request.
    static let request =
        [
            "%ST", "%TR", "%Tr", "%Ta", "%[capture.req.ver]", "%[capture.req.method,base64]",
            "%[capture.req.uri,base64]",
        ] + headers.indices.map { "%[capture.req.hdr(\($0)),base64]" }
    /// The further fields of a connection.
    static let connection = ["%Tt"]
}

/// HAProxy's name of a target of access logs.
public func accessLogName(of target: AccessLog.Target) -> String {
    AccessLogLine.identifier(of: target)
}
