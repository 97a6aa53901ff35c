import Model

/// The valid word nearest to an invalid one.
enum Suggestion {
    /// Maximum length of compared words: a longer word is no typing mistake.
    static let lengthLimit = 40

    /// The candidate with the smallest edit distance, if it is a plausible intention.
    ///
    /// Case, `-` and `_` are ignored: `max_conn` is near `maxConn`. Among equal distances, a
    /// candidate that contains the word wins, because missing letters are more common than wrong
    /// ones: `wr` is `wrr` rather than `rr`. Without a near candidate, the shortest with the same
    /// prefix is returned: `addr` is `address`.
    static func nearest(
        to word: String, among candidates: some Sequence<String>
    ) -> String? {
        let wanted = letters(word)
        guard !wanted.isEmpty, wanted.count <= lengthLimit else { return nil }
        var best: (word: String, cost: Int)?
        var abbreviated: (word: String, length: Int)?
        for candidate in candidates where candidate.utf8.count <= lengthLimit {
            let offered = letters(candidate)
            if wanted.count >= shortestAbbreviation, offered.starts(with: wanted),
                offered.count < abbreviated?.length ?? .max
            {
                abbreviated = (candidate, offered.count)
            }
            let limit = max(1, max(wanted.count, offered.count) / 3)
            guard abs(wanted.count - offered.count) <= limit else { continue }
            let distance = distance(wanted, offered)
            let cost = 2 * distance + (offered.contains(wanted) ? 0 : 1)
            if distance <= limit && cost < best?.cost ?? .max { best = (candidate, cost) }
        }
        return best?.word ?? abbreviated?.word
    }

    /// The candidate with the meaning of another program's word; nil: none is known.
    static func synonym(of word: String, among candidates: [String]) -> String? {
        (synonyms[word.lowercased()] ?? []).first { candidates.contains($0) }
    }

    /// The candidate with the meaning of another program's key; nil: none is known.
    static func keySynonym(of key: String, among candidates: [String]) -> String? {
        (keySynonyms[key.lowercased()] ?? []).first { candidates.contains($0) }
    }

    /// Keys of keepalived and ldirectord.
    private static let keySynonyms: [String: [String]] = [
        "lb_algo": ["scheduler"], "lvs_sched": ["scheduler"],
        "lb_kind": ["forwarding"], "lvs_method": ["forwarding"],
        "real_server": ["servers"], "sorry_server": ["fallback"],
        "advert_int": ["interval"], "nopreempt": ["preempt"], "auth_pass": ["password"],
        "unicast_peer": ["unicast"], "vrrp_sync_group": ["together"],
        "auth_hmac": ["authentication"], "use_vmac": ["virtualMac"], "time_window": ["window"],
    ]

    /// Words of keepalived, ldirectord, HAProxy and nginx.
    private static let synonyms: [String: [String]] = [
        "nat": ["masq"], "masquerade": ["masq"], "masquerading": ["masq"],
        "dr": ["gate"], "direct": ["gate"], "gatewaying": ["gate"], "route": ["gate"],
        "tun": ["ipip"], "tunnel": ["ipip"],
        "maint": ["offline"], "maintenance": ["offline"], "disabled": ["offline"],
        "down": ["offline"], "ready": ["online"], "up": ["online"], "enabled": ["online"],
        "roundrobin": ["roundRobin", "rr"], "leastconn": ["leastConnections", "lc"],
        "least_conn": ["leastConnections", "lc"],
    ]

    /// Minimum number of letters of an abbreviation.
    private static let shortestAbbreviation = 3

    private static func letters(_ word: String) -> [UInt8] {
        word.utf8.prefix(lengthLimit + 1).compactMap { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "-"), UInt8(ascii: "_"): nil
            default: byte
            }
        }
    }

    /// Number of insertions, deletions, replacements and swaps of neighbours between two words.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = Array(repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var cost = min(
                    last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                let isSwap =
                    row > 1 && column > 1 && left[row - 1] == right[column - 2]
                    && left[row - 2] == right[column - 1]
                if isSwap { cost = min(cost, beforeLast[column - 2] + 1) }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}

extension String {
    /// The text in a form for messages: at most 60 characters, without characters that move the
    /// cursor.
    var quotable: String { quotable(60) }

    /// The key in a form for messages: an unknown key may be any line of any file, or have the
    /// value of a secret after a colon without a space.
    var quotableKey: String {
        guard let end = firstIndex(where: { $0 == ":" || $0 == "=" }),
            SecretText.isSecret(String(self[..<end]))
        else { return quotable(40) }
        return String(self[..<end]).quotable(40) + "\(self[end])…"
    }

    private func quotable(_ limit: Int) -> String {
        var text = ""
        var count = 0
        for character in unicodeScalars {
            guard count < limit else { return text + "…" }
            text.unicodeScalars.append(character.isPrintable ? character : "\u{fffd}")
            count += 1
        }
        return text
    }
}
