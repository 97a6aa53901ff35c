extension ProxyStatus {
    /// The form of the proxy.
    public static let shape = RecordShape(
        "proxy", "A proxy, wanted and found.",
        [
            .required("name", .text, "Its name."),
            .required("listen", .list(.endpoint), "Where clients connect, SSL services included."),
            .required("mode", .words(of: Proxy.Mode.self), "Whether requests are read."),
            .optional("sessions", .count, "Open sessions; absent: no worker serves it."),
            .optional("rate", .count, "New sessions in the last second."),
            .optional("remembered", .count, "Clients in its stick tables."),
            .required("queued", .count, "Requests that wait for any server."),
            .required("total", .count, "Sessions since the worker began."),
            .optional("bytesIn", .count, "Bytes from clients since the worker began."),
            .optional("bytesOut", .count, "Bytes to clients since the worker began."),
            .required(
                "servers", .list(.record(ProxyServerStatus.shape)),
                "Its servers in the order of the document, those of routes last."),
            .optional("complaint", .text, "Why HAProxy does not listen everywhere, or not alone."),
            .optional(
                "servedBy", .text,
                "The IPVS services that serve its clients until one of its servers passes its "
                    + "check."),
        ])
}

extension ProxyServerStatus {
    /// The form of the server.
    public static let shape = RecordShape(
        "proxyServer", "A server of a proxy, wanted and found.",
        [
            .required("name", .text, "Its name."),
            .optional("route", .count, "The number of its route, from 1; absent: none."),
            .optional("routeName", .text, "The name of its route."),
            .required(
                "state", .words(of: ServerState.self), "The state that the document gives it."),
            .required("want", .record(Share.shape), "The wanted share."),
            .optional("got", .record(Share.shape), "The worker's share; absent: it has none."),
            .optional("isUp", .flag, "Whether it works; absent: it is not checked."),
            .optional("check", .record(ProxyCheckStatus.shape), "HAProxy's latest check."),
            .optional("verdict", .record(Verdict.shape), "The result of Ballast's checks."),
            .required("sessions", .count, "Open sessions."),
            .required("queued", .count, "Requests that wait for it."),
            .required("total", .count, "Sessions since the worker began."),
            .optional("bytesIn", .count, "Bytes from clients since the worker began."),
            .optional("bytesOut", .count, "Bytes to clients since the worker began."),
            .optional("reason", .text, "Why it gets no connections, or is not as wanted."),
            .required("followsAgent", .flag, "Whether an agent on it decides its share."),
            .optional("agentShare", .count, "The share of its weight by its agent, in percent."),
            .optional("standsIn", .flag, "True: it left the document and stays until others work."),
            .optional("awaitsCheck", .flag, "True: it is down until its first check ends."),
        ])
}

extension ProxyServerStatus.Share {
    /// The form of the share.
    public static let shape = RecordShape(
        "share", "A server as a worker of HAProxy uses it.",
        [
            .optional("endpoint", .endpoint, "Its address and port."),
            .required("weight", .count, "Its share of new connections, 0...256."),
            .required("isOnline", .flag, "False: it is in maintenance."),
        ])
}

extension ProxyCheckStatus {
    /// The form of the check.
    public static let shape = RecordShape(
        "proxyCheck", "The latest check of HAProxy.",
        [
            .required("status", .text, "HAProxy's word: L4OK, L7STS."),
            .optional("text", .text, "What HAProxy saw."),
            .optional("code", .count, "The status of HTTP or SMTP."),
            .optional("duration", .count, "The duration in milliseconds."),
            .optional("lastChange", .count, "Seconds since the last change between up and down."),
        ])
}

extension WorkersStatus {
    /// The form of the processes.
    public static let shape = RecordShape(
        "workers", "The processes of HAProxy.",
        [
            .optional("version", .text, "The version of HAProxy."),
            .optional("master", .count, "The master process."),
            .optional("worker", .count, "The worker that serves."),
            .required("reloads", .count, "Reloads since the master began."),
            .required("old", .list(.record(Old.shape)), "Workers that end with their connections."),
            .optional("silence", .text, "Which process runs and does not answer."),
            .optional("complaint", .text, "Why the proxies of the document are not in force."),
        ])
}

extension WorkersStatus.Old {
    /// The form of the worker.
    public static let shape = RecordShape(
        "oldWorker", "A worker of an earlier configuration.",
        [
            .required("pid", .count, "Its process."),
            .required("age", .count, "Seconds since it began."),
            .required("reloads", .count, "Reloads since it began."),
            .optional("connections", .count, "Its open connections."),
        ])
}
