# What is checked in under testdata is what its tools write.
find_program(PYTHON3 python3)
if(PYTHON3)
	add_test(NAME testdata COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/testdata/make.py --check)
	add_test(NAME lab_pairs COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/lab_pairs.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
	add_test(NAME lab_mended COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/lab_mended.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
	# Whole networks, each way between their ends: networks.py VPCCHECK testdata FOLDER keeps them.
	add_test(NAME networks COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/networks.py $<TARGET_FILE:vpccheck>
		${CMAKE_SOURCE_DIR}/testdata)
	# Healthy networks, of which nothing may be said, and what is said of them when they are broken.
	add_test(NAME healthy COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/healthy.py $<TARGET_FILE:vpccheck>
		${CMAKE_SOURCE_DIR}/testdata)
endif()
# One network in many forms, and with less in it: by hand with 0 instead of 1, and all of cases/ and codes/.
# It compares verdicts; that nothing is read amiss where a member lacks, every_check shows (fuzz.cmake).
if(PYTHON3 AND NOT VPCCHECK_SANITIZE)
	file(GLOB ALIKE_SNAPSHOTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/testdata/codes/*/bad.json)
	add_test(NAME alike COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/alike.py $<TARGET_FILE:vpccheck> 1
		${CMAKE_SOURCE_DIR}/testdata/lab/healthy.json ${CMAKE_SOURCE_DIR}/testdata/ec2-server/rich.json
		${CMAKE_SOURCE_DIR}/testdata/cases/shared-vpc-described-twice/snapshot.json
		${CMAKE_SOURCE_DIR}/testdata/cases/tgw-shared-attachment/snapshot.json ${ALIKE_SNAPSHOTS})
endif()
