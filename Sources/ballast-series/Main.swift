import Glibc
import RoundRobin
import Series

/// `ballast-series record DIRECTORY`, `ballast-series rows RANGE END FILE`,
/// `ballast-series graph ARGUMENT...`, `ballast-series try FILE`.
@main
enum Main {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        switch (words.first, words.count) {
        case ("record", 2): Recording(directory: words[1]).run()
        case ("try", 2): exit(Trial.run(words[1]) ? 0 : 1)
        case ("rows", 4): rows(words[1], words[2], words[3])
        case ("graph", 2...): graph(Array(words.dropFirst()))
        default:
            fail(
                "usage: ballast-series record DIRECTORY | rows RANGE END FILE | graph ARGUMENT...",
                code: 64)
        }
    }

    /// Prints the averages, then the maxima of a file.
    private static func rows(_ range: String, _ end: String, _ path: String) {
        guard let range = SeriesRange(rawValue: range), let end = Int(end) else {
            fail("no such range or time", code: 64)
        }
        do {
            let file = RoundRobinFile(path: path)
            let averages = try file.rows(of: range, maxima: false, until: end)
            let maxima = try file.rows(of: range, maxima: true, until: end)
            print(Array((averages.text + "\n" + maxima.text).utf8))
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func graph(_ arguments: [String]) {
        do {
            print(try Picture.draw(arguments))
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func print(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { exit(1) }
            rest = rest.dropFirst(count)
        }
    }

    private static func fail(_ reason: String, code: Int32) -> Never {
        let line = Array("ballast-series: \(reason)\n".utf8)
        line.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
        exit(code)
    }
}
