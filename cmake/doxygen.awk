# doxygen.awk - make Doxygen see plain comments: the first of a file is the file's, one that stands behind code
# is about that code, any other is about what follows. Words are shown as they are written.

function literal(text) { gsub(/[\\@<>&#%]/, "\\\\&", text); return text }

NR == 1 && /^\/\*/ { sub(/^\/\*/, ""); print "/** @file"; inside = 1; $0 = " " $0 }

{
	line = $0
	out = ""
	while (length(line)) {
		if (inside) {
			end = index(line, "*/")
			if (!end) { out = out literal(line); break }
			out = out literal(substr(line, 1, end - 1)) "*/"
			line = substr(line, end + 2)
			inside = 0
		} else {
			begin = index(line, "/*")
			if (!begin) { out = out line; break }
			front = substr(line, 1, begin - 1)
			out = out front ((out front) ~ /[^ \t]/ ? "/**<" : "/**")
			line = substr(line, begin + 2)
			inside = 1
		}
	}
	print out
}
