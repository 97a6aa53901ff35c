/// A line of the access log, from HAProxy's own format to the output format.
public struct AccessLogRecord: Sendable {
    /// HAProxy's name of the log target.
    public let target: String
    /// The process id of the worker, for a line in HAProxy's own format; nil: the line is JSON.
    public let worker: String?
    /// The line without its line end.
    ///
    /// **Shape:** valid JSON of one line, or a line of HAProxy's own format.
    public let text: [UInt8]

    /// Parses a line.
    ///
    /// **Errors:** nil for a line in a format that ``AccessLogLine`` does not define, such as a
    /// `log-format` of `raw` lines.
    public init?(_ line: ArraySlice<UInt8>) {
        let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, words[0].count == 16,
            let kind = AccessLogLine.Kind(rawValue: String(decoding: words[1], as: UTF8.self))
        else { return nil }
        target = String(decoding: words[0], as: UTF8.self)
        switch kind {
        case .text:
            let parts = words[2].split(
                separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            worker = String(decoding: parts[0], as: UTF8.self)
            text = parts[1].map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }
        case .http, .tcp:
            let fields = words[2].split(separator: 0x20, omittingEmptySubsequences: false)
            guard fields.count >= AccessLogLine.common.count else { return nil }
            worker = nil
            text = Self.json(of: Array(fields), isRequest: kind == .http)
        }
    }

    private static func json(of fields: [ArraySlice<UInt8>], isRequest: Bool) -> [UInt8] {
        var json = JSONLine()
        json.time("time", milliseconds: fields[0])
        json.name("proxy", fields[5])
        json.name("backend", fields[6])
        // `<NOSRV>`: no server received the request.
        if fields[7].first != UInt8(ascii: "<") { json.name("server", fields[7]) }
        json.text("client", fields[1])
        json.number("clientPort", fields[2])
        json.text("address", fields[3])
        json.number("port", fields[4])
        if isRequest { json.request(Array(fields[AccessLogLine.common.count...])) }
        json.number("bytesSent", fields[9])
        json.number("bytesReceived", fields[10])
        json.number("queueTime", fields[11])
        json.number("connectTime", fields[12])
        if !isRequest, fields.count > AccessLogLine.common.count {
            json.number("duration", fields[AccessLogLine.common.count])
        }
        json.text("termination", fields[8])
        json.number(
            "retries", fields[13].first == UInt8(ascii: "+") ? fields[13].dropFirst() : fields[13])
        if fields[13].first == UInt8(ascii: "+") { json.flag("redispatched") }
        json.number("serverQueue", fields[14])
        json.number("backendQueue", fields[15])
        json.number("proxyConnections", fields[16])
        json.number("serverConnections", fields[17])
        json.text("tlsVersion", fields[18])
        json.text("tlsCipher", fields[19])
        json.base64("serverName", fields[20])
        return json.end()
    }
}

extension JSONLine {
    /// Adds the fields of a request, except those beyond a cut.
    fileprivate mutating func request(_ fields: [ArraySlice<UInt8>]) {
        let names = ["host", "forwardedFor", "userAgent", "referer"]
        for (position, field) in fields.enumerated() {
            switch position {
            case 0: number("status", field)
            case 1: number("requestTime", field)
            case 2: number("responseTime", field)
            case 3: number("duration", field)
            case 4: text("version", field)
            case 5: base64("method", field)
            case 6: base64("uri", field)
            case 7..<7 + names.count: base64(names[position - 7], field)
            default: break
            }
        }
    }
}
