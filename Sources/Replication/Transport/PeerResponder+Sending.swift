import NIOCore
import NIOHTTP1

extension PeerResponder {
    /// Sends an answer in parts, each after the former one has left, so that a slow reader uses
    /// little memory.
    func send(_ answer: PeerAnswer, _ context: ChannelHandlerContext) {
        phase = .sending
        rest = answer.bytes
        if case .object(let reader, let start) = answer { file = (reader, start) }
        var headers = answer.headers(length: rest.readableBytes)
        if isLast { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        sendNext(context)
    }

    private func sendNext(_ context: ChannelHandlerContext) {
        guard case .sending = phase else { return }
        limit(times.part, "it reads too slowly", context)
        if let part = rest.readSlice(length: min(rest.readableBytes, PeerLimits.part)),
            part.readableBytes > 0
        {
            send(part, context)
        } else if let file, file.position < file.reader.size {
            let promise = context.eventLoop.makePromise(of: ByteBuffer.self)
            promise.completeWithTask { try await file.reader.read(at: file.position) }
            promise.futureResult.assumeIsolated().whenComplete { result in
                guard case .sending = self.phase else { return }
                // The other side notices the missing bytes.
                guard case .success(let part) = result else { return self.close(context) }
                self.file?.position += part.readableBytes
                self.send(part, context)
            }
        } else {
            end(context)
        }
    }

    private func send(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        let sent = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))))
        sent.assumeIsolated().whenComplete { result in
            guard case .success = result else { return self.close(context) }
            self.sendNext(context)
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        rest = ByteBuffer()
        file = nil
        guard isLast else {
            // Before the end is written, because a request that waits arrives within that call.
            phase = .waiting
            limit(times.idle, nil, context)
            return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        let sent = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        sent.assumeIsolated().whenComplete { _ in self.close(context) }
    }
}
