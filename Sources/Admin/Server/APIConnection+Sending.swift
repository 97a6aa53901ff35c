import Files
import NIOCore
import NIOHTTP1

extension APIConnection {
    /// Sends a refusal: as JSON, or as a page where the request is for one.
    func refuse(_ refusal: APIRefusal, _ context: ChannelHandlerContext) {
        if let page = service.page(of: refusal, at: target) {
            return send(page, as: "text/html; charset=utf-8", context)
        }
        let body = APIService.body(of: refusal)
        begin(
            HTTPResponseStatus(statusCode: refusal.status), "application/json",
            length: body.readableBytes, refusal.headers, context)
        rest = body
        sendNext(context)
    }

    /// Sends a refusal as the last act of a connection, without waiting.
    func refuseAtOnce(_ refusal: APIRefusal, _ context: ChannelHandlerContext) {
        isLast = true
        let body = APIService.body(of: refusal)
        begin(
            HTTPResponseStatus(statusCode: refusal.status), "application/json",
            length: body.readableBytes, refusal.headers, context)
        if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Sends an answer.
    func send(_ answer: APIAnswer, as type: String, _ context: ChannelHandlerContext) {
        if answer.isLast { isLast = true }
        switch answer.content {
        case .whole(let body):
            let tag = answer.tag.map { [(name: "etag", value: $0)] } ?? []
            begin(
                HTTPResponseStatus(statusCode: answer.status), answer.type ?? type,
                length: body.readableBytes, tag + answer.headers, context)
            rest = body
            sendNext(context)
        case .stream where isHead:
            // Only its end would show that the answer has no body.
            isLast = true
            begin(.ok, answer.type ?? type, length: nil, answer.headers, context)
            context.flush()
            close(context)
        case .stream(let parts):
            guard clients.beginStream() else {
                return refuse(
                    APIRefusal(503, "there are \(APILimits.streams) event streams already"),
                    context)
            }
            begin(.ok, answer.type ?? type, length: nil, answer.headers, context)
            context.flush()
            follow(parts, context)
        }
    }

    private func begin(
        _ status: HTTPResponseStatus, _ type: String, length: Int?,
        _ further: [(name: String, value: String)], _ context: ChannelHandlerContext
    ) {
        phase = .sending
        var headers: HTTPHeaders = [
            "content-type": type, "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        ]
        if let length { headers.add(name: "content-length", value: "\(length)") }
        // Only this one can occur twice.
        for (name, _) in further where name != "set-cookie" { headers.remove(name: name) }
        for (name, value) in further { headers.add(name: name, value: value) }
        if isLast { headers.add(name: "connection", value: "close") }
        headers.add(name: "date", value: "\(HTTPDate(seconds: wallClock() / 1000))")
        let head = HTTPResponseHead(version: version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    /// Sends the answer in parts, each after the former one has left, so that a slow client uses
    /// little memory.
    private func sendNext(_ context: ChannelHandlerContext) {
        guard case .sending = phase else { return }
        limit(service.times.part, context)
        guard !isHead,
            let part = rest.readSlice(length: min(rest.readableBytes, APILimits.part)),
            part.readableBytes > 0
        else { return end(context) }
        let sent = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))))
        sent.assumeIsolated().whenComplete { result in
            guard case .success = result else { return self.close(context) }
            self.sendNext(context)
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        rest = ByteBuffer()
        guard isLast else {
            // Before the end is written, because a request that waits arrives within that call.
            awaitNext(context)
            return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        let sent = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        sent.assumeIsolated().whenComplete { _ in self.close(context) }
    }

    /// Sends the parts of a stream as they are made, each within a time, as long as the client has
    /// its rights.
    private func follow(_ parts: AsyncStream<ByteBuffer>, _ context: ChannelHandlerContext) {
        endLimit()
        let (channel, clients, times, rights) = (context.channel, clients, service.times, rights)
        let promise = context.eventLoop.makePromise(of: Void.self)
        task = promise.completeWithTask {
            defer { clients.endStream() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await part in parts {
                        guard await rights() else { return }
                        let cut = channel.eventLoop.scheduleTask(in: times.part) {
                            channel.close(promise: nil)
                        }
                        defer { cut.cancel() }
                        try await channel.writeAndFlush(
                            HTTPServerResponsePart.body(.byteBuffer(part)))
                    }
                }
                group.addTask {
                    // Cancelled at the end of the stream.
                    while (try? await Task.sleep(for: .seconds(1))) != nil {
                        guard await rights() else { return }
                    }
                }
                _ = try await group.next()
                group.cancelAll()
            }
        }
        promise.futureResult.assumeIsolated().whenComplete { result in
            guard case .sending = self.phase else { return }
            self.isLast = true
            if case .success = result { self.end(context) } else { self.close(context) }
        }
        limit(times.stream, context) { self.task?.cancel() }
    }
}
